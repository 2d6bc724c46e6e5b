import { PreparedNames } from './prepared-names.js';

const names = (limit = 10, warnings: string[] = []) =>
  new PreparedNames(true, limit, {
    info: () => undefined,
    warn: (line) => warnings.push(line),
    error: () => undefined,
  });

describe('PreparedNames', () => {
  it('gives a name to one text only', () => {
    const prepared = names();
    expect(prepared.of('days', 'SELECT 1')).toEqual({ name: 'days', text: 'SELECT 1' });
    expect(() => prepared.of('days', 'SELECT 2')).toThrow(
      expect.objectContaining({ code: 'E_STATEMENT_NAME' }),
    );
    expect(() => prepared.of('d'.repeat(56), 'SELECT 1')).toThrow('longer than 55');
    expect(prepared.of(undefined, 'SELECT 2').name).toBeUndefined();
  });

  it('prepares a bounded number, sends the rest unprepared, and says so once', () => {
    const warnings: string[] = [];
    const prepared = names(2, warnings);
    for (const name of ['a', 'b', 'c', 'd']) prepared.of(name, name);
    expect(prepared.of('a', 'a').name).toBe('a');
    expect(prepared.of('d', 'd').name).toBeUndefined();
    expect(warnings).toHaveLength(1);
  });

  it('gives a stale name one successor, however many sessions complain', () => {
    const prepared = names();
    const sent = prepared.of('days', 'SELECT 1');
    prepared.renew('days', sent);
    prepared.renew('days', sent);
    expect(prepared.of('days', 'SELECT 1')).toEqual({ name: 'days~2', text: 'SELECT 1 /* 2 */' });
  });
});

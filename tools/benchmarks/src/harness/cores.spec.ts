import { readFile } from 'node:fs/promises';
import { coresIn, keptApart } from './cores.js';

describe('cores', () => {
  const allowed = async () =>
    /^Cpus_allowed_list:\s*(.*)$/m.exec(await readFile('/proc/self/status', 'utf8').catch(() => ''))?.[1];

  it.each([
    ['0-2,5', [0, 1, 2, 5]],
    ['3', [3]],
    ['', []],
  ])('reads the list "%s"', (list, cores) => expect(coresIn(list)).toEqual(cores));

  it('gives the work its core, and all of them back, also when the work fails', async () => {
    const before = await allowed();
    const { result, isApart } = await keptApart([], allowed);
    expect(result).toBe(isApart ? String(coresIn(before ?? '')[0]) : before);
    await expect(keptApart([], () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await allowed()).toBe(before);
  });
});

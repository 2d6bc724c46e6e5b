import { logPrefixer } from './log-prefix.js';

describe('logPrefixer', () => {
  it('puts aligned names in front of lines', () => {
    const lines: string[] = [];
    const log = logPrefixer(['gateway', 'analytics-worker'], (line) => lines.push(line));
    log('gateway')('hello');
    log('analytics-worker')('world');
    // Colours are for terminals; the text is the same without them.
    // eslint-disable-next-line no-control-regex
    expect(lines.map((line) => line.replace(/\u001b\[\d+m/g, ''))).toEqual([
      'gateway          | hello',
      'analytics-worker | world',
    ]);
  });
});

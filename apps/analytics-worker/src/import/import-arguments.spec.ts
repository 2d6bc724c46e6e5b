import { importRequestOf } from './import-arguments.js';

describe('importRequestOf', () => {
  it.each([
    [['--file', 'a.json', '--channel', '-1001234567890']],
    [['--channel=-1001234567890', '--file=a.json']],
    [['--channel', '-1001234567890', '--file', 'a.json']],
  ])('understands %j', (args) => {
    expect(importRequestOf(args)).toEqual({ file: 'a.json', channelId: '-1001234567890' });
  });

  it.each([[[]], [['--file', 'a.json']], [['--file', 'a.json', '--chanel', '-1']], [['--channel', '-1']]])(
    'makes nothing of %j',
    (args) => {
      expect(importRequestOf(args)).toBeUndefined();
    },
  );
});

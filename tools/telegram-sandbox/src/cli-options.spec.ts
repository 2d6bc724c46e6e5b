import { CommandLineError, readCommandLine } from './cli-options.js';

describe('readCommandLine', () => {
  it('reads all options', () => {
    const line = '--port 0 --data /x --seed 7 --speed 60 --start 2026-01-01T00:00:00Z --limits off';
    expect(readCommandLine(line.split(' '))).toMatchObject({
      port: 0,
      dataDir: '/x',
      seed: 7,
      speed: 60,
      start: new Date('2026-01-01T00:00:00Z'),
      limits: false,
      host: '127.0.0.1',
    });
    expect(readCommandLine([])).toMatchObject({ port: 8081, limits: true, historyDays: 60 });
    expect(readCommandLine(['--limits', 'strict', '--crowd', '100'])).toMatchObject({
      limits: 'strict',
      crowd: 100,
    });
    expect(readCommandLine(['-h'])).toBe('help');
  });

  it('names every wrong option, but not its value', () => {
    expect(() => readCommandLine(['--nonsense'])).toThrow(CommandLineError);
    const wrong = () => readCommandLine(['--port', '99999', '--token', 'my-secret']);
    expect(wrong).toThrow(/--port: .*\n--token: expected a bot token/);
    expect(wrong).not.toThrow(/my-secret/);
  });
});

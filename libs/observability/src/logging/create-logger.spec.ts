import { Logger } from '@nestjs/common';
import { createLogger, type LoggerOptions } from './create-logger.js';

const token = '123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw9';

function capture(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const logger = createLogger({
    service: 'worker',
    level: 'trace',
    replicaId: 'w-1',
    destination: { write: (line) => void lines.push(line) },
    ...options,
  });
  const last = () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>;
  return { logger, lines, last };
}

describe('the logger', () => {
  it('writes one JSON line with who, when and what', () => {
    const { logger, lines, last } = capture({
      context: () => ({ correlationId: 'c-1', token: 's3cr3t', none: undefined }),
    });
    logger.log('collected', { channels: 3, since: 5n }, 'Collector');
    expect(lines).toHaveLength(1);
    expect(last()).toMatchObject({
      level: 'info',
      service: 'worker',
      replicaId: 'w-1',
      logger: 'Collector',
      msg: 'collected',
      channels: 3,
      since: '5',
      correlationId: 'c-1',
      token: '[redacted]',
    });
    expect(Date.parse(String(last().time))).not.toBeNaN();
  });

  it('takes what Nest loggers pass on', () => {
    const { logger, last } = capture();
    Logger.overrideLogger(logger);
    new Logger('Sender').warn('slow', { ms: 900 });
    expect(last()).toMatchObject({ level: 'warn', logger: 'Sender', msg: 'slow', ms: 900 });
    new Logger('Sender').error('failed', new Error('no').stack);
    expect(last()).toMatchObject({ logger: 'Sender', msg: 'failed', stack: expect.stringContaining('at ') });
    Logger.overrideLogger(false);
  });

  it('describes errors with class, code, stack and causes', () => {
    class ConfigError extends Error {
      readonly code = 'E_CONFIG';
    }
    const { logger, last } = capture();
    logger.error('cannot start', new ConfigError('bad', { cause: new TypeError('inner') }));
    expect(last()).toMatchObject({
      msg: 'cannot start',
      err: {
        type: 'ConfigError',
        code: 'E_CONFIG',
        message: 'bad',
        stack: expect.stringContaining('create-logger.spec'),
        cause: { type: 'TypeError', message: 'inner' },
      },
    });
    logger.error(new ConfigError('alone'));
    expect(last()).toMatchObject({ msg: 'alone', err: { code: 'E_CONFIG' } });
  });

  it.each([
    ['a text', [`GET https://api.telegram.org/bot${token}/getMe`]],
    ['an error', [new Error(`401 for ${token}`)]],
    ['a field', ['x', { url: `https://api.telegram.org/bot${token}/getMe` }]],
    ['a field with a telling name', ['x', { nested: { botToken: 's3cr3t-value' } }]],
    ['a header', ['x', { headers: { authorization: 'Bearer s3cr3t-value' } }]],
    ['an address with a password', ['redis://user:s3cr3t-value@db:6379 refused']],
    ['an address with a password only', ['redis://:s3cr3t-value@db:6379 refused']],
    ['a query', ['/hook?secret=s3cr3t-value&x=1']],
    ['an array', [['redis://:s3cr3t-value@db']]],
    ['a cause', [new Error('outer', { cause: new Error('redis://:s3cr3t-value@db') })]],
  ])('never shows a secret in %s', (_where, args) => {
    for (const pretty of [false, true]) {
      const { logger, lines } = capture({ pretty });
      logger.error(args[0], ...args.slice(1));
      const text = lines.join('');
      expect(text).toContain('[redacted]');
      expect(text).not.toMatch(/AAHdqTcv|s3cr3t-value/);
    }
  });

  it('survives cycles, depth and strange values', () => {
    const { logger, last } = capture();
    const cycle: Record<string, unknown> = { big: Buffer.alloc(5), twice: [{ a: 1 }], fn: () => 1 };
    cycle.self = cycle;
    logger.log('odd', { cycle });
    expect(last()).toMatchObject({ cycle: { big: '[5 bytes]', twice: [{ a: 1 }], self: '[circular]' } });
    logger.log(undefined);
    expect(last().msg).toBe('');
  });

  it('keeps to its level and to the levels Nest sets', () => {
    const { logger, lines } = capture({ level: 'warn' });
    logger.log('quiet');
    logger.verbose('quiet');
    expect(lines).toHaveLength(0);
    logger.setLogLevels(['log', 'error']);
    logger.log('heard');
    logger.debug('quiet');
    expect(lines).toHaveLength(1);
  });

  it("keeps Nest's lists of modules and routes below info, but not its warnings", () => {
    const { logger, lines, last } = capture({ level: 'info' });
    logger.log('Mapped {/health, GET} route', 'RouterExplorer');
    logger.log('ChatUpdateHandler {/}:', 'RoutesResolver');
    expect(lines).toHaveLength(0);
    logger.warn('Duplicate route', 'RouterExplorer');
    expect(last()).toMatchObject({ level: 'warn', logger: 'RouterExplorer' });
    const chatty = capture({ level: 'debug' });
    chatty.logger.log('Mapped {/health, GET} route', 'RouterExplorer');
    expect(chatty.last()).toMatchObject({ level: 'debug', msg: 'Mapped {/health, GET} route' });
  });

  it('writes plain lines for people', () => {
    const { logger, lines } = capture({ pretty: true });
    logger.log('listening', { port: 8001 }, 'Main');
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} INFO {2}\[Main\] listening port=8001\n$/);
    logger.error(new RangeError('too far'));
    expect(lines[1]).toMatch(/ERROR too far \(RangeError\)\nRangeError: too far\n\s+at /);
  });
});

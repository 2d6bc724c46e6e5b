import { fatalStart, type Exit } from './fatal-start.js';
import { installProcessGuards } from './process-guards.js';
import { installShutdown } from './shutdown.js';

const ears = () => ({ log: jest.fn(), error: jest.fn(), fatal: jest.fn() });
const exits = () => {
  const codes: number[] = [];
  const exit = ((code: number) => void codes.push(code)) as Exit;
  return { codes, exit };
};

describe('fatalStart', () => {
  it('names a known error without its stack and leaves with 1', () => {
    const logger = ears();
    const { codes, exit } = exits();
    const refused = new AggregateError([new Error('connect ECONNREFUSED 127.0.0.1:1')], '');
    fatalStart(Object.assign(refused, { code: 'ECONNREFUSED' }), logger, exit);
    expect(logger.fatal).toHaveBeenCalledWith(
      'The service could not start: connect ECONNREFUSED 127.0.0.1:1',
      { code: 'ECONNREFUSED' },
    );
    expect(codes).toEqual([1]);
  });

  it('shows an unknown error whole', () => {
    const logger = ears();
    const error = new TypeError('x is not a function');
    fatalStart(error, logger, exits().exit);
    expect(logger.fatal).toHaveBeenCalledWith('The service could not start.', error);
  });
});

describe('installProcessGuards', () => {
  it('logs what nobody caught and leaves with 1', () => {
    const logger = ears();
    const { codes, exit } = exits();
    const others = process.listeners('unhandledRejection');
    const remove = installProcessGuards(logger, exit);
    const own = process.listeners('unhandledRejection').find((listener) => !others.includes(listener));
    const reason = new Error('lost');
    own?.(reason, Promise.resolve());
    expect(logger.fatal).toHaveBeenCalledWith(expect.any(String), { err: reason });
    expect(codes).toEqual([1]);
    remove();
    expect(process.listeners('unhandledRejection')).toEqual(others);
  });
});

describe('installShutdown', () => {
  const signals = ['SIGUSR2'] as const;
  const left = async (codes: number[]) => {
    while (codes.length === 0) await new Promise((resolve) => setImmediate(resolve));
    return codes;
  };

  it('closes and leaves with 0', async () => {
    const { codes, exit } = exits();
    const close = jest.fn(async () => undefined);
    const remove = installShutdown({ close }, { logger: ears(), signals, exit });
    process.emit('SIGUSR2', 'SIGUSR2');
    expect(await left(codes)).toEqual([0]);
    expect(close).toHaveBeenCalledTimes(1);
    remove();
  });

  it('does not wait for ever', async () => {
    const { codes, exit } = exits();
    const close = () => new Promise<void>(() => undefined);
    const remove = installShutdown({ close }, { logger: ears(), signals, exit, deadlineMs: 20 });
    process.emit('SIGUSR2', 'SIGUSR2');
    expect(await left(codes)).toEqual([1]);
    remove();
  });

  it('leaves at once at the second signal', async () => {
    const { codes, exit } = exits();
    let closed!: () => void;
    const close = () => new Promise<void>((resolve) => (closed = resolve));
    const remove = installShutdown({ close }, { logger: ears(), signals, exit });
    process.emit('SIGUSR2', 'SIGUSR2');
    process.emit('SIGUSR2', 'SIGUSR2');
    expect(codes).toEqual([1]);
    closed();
    remove();
  });
});

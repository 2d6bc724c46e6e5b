import { SetMetadata } from '@nestjs/common';
import { lastValueFrom, throwError } from 'rxjs';
import { runNotingFailures } from '../contract/correlation.js';
import type { RequestContract } from '../contract/contract.js';
import { RequestHandler } from './handler.decorators.js';

const schema = { parse: (value: unknown) => value };
const contract: RequestContract<unknown, unknown> = {
  ...{ kind: 'request', pattern: 'ask', version: 1, queue: 'q', timeoutMs: 1_000, errors: [] },
  ...{ request: schema, reply: schema },
};
const bug = new Error('a bug');

class Handlers {
  readonly me = 'me';

  @SetMetadata('above', 1)
  @RequestHandler(contract)
  @SetMetadata('below', 2)
  async answer(): Promise<unknown> {
    return this.me;
  }

  @RequestHandler(contract)
  throws(): unknown {
    throw bug;
  }

  @RequestHandler(contract)
  async rejects(): Promise<unknown> {
    throw bug;
  }

  @RequestHandler(contract)
  errs(): unknown {
    return throwError(() => bug);
  }
}
const handlers = new Handlers();

describe('a handler', () => {
  it('stays what it was: its name, its instance, and what other decorators say of it', async () => {
    const { answer } = Handlers.prototype;
    expect(answer.name).toBe('answer');
    expect(Reflect.getMetadata('above', answer)).toBe(1);
    expect(Reflect.getMetadata('below', answer)).toBe(2);
    await expect(handlers.answer()).resolves.toBe('me');
  });

  it.each([
    ['throws', async () => handlers.throws()],
    ['rejects', () => handlers.rejects()],
    ['has a stream that fails', () => lastValueFrom(handlers.errs() as ReturnType<typeof throwError>)],
  ])('has its own error kept when it %s', async (_how, run) => {
    const noted = await runNotingFailures('id', async (thrown) => {
      await expect(run()).rejects.toBe(bug);
      return thrown();
    });
    expect(noted).toBe(bug);
  });
});

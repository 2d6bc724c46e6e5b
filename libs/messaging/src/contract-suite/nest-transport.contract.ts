import {
  type ArgumentMetadata,
  type CallHandler,
  type CanActivate,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
  type PipeTransform,
  type Type,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { BaseRpcContext, type ClientProxy, Ctx, Payload, RpcException } from '@nestjs/microservices';
import { eventually } from '@analyticbot/testing';
import { delay, from, lastValueFrom, map, type Observable, of, throwError, toArray } from 'rxjs';

/** One transport with one app behind it. */
export interface TransportUnderTest {
  /** Sends a request by its pattern. */
  send(pattern: string, data: unknown): Observable<unknown>;
  emit(pattern: string, data: unknown): Observable<unknown>;
  readonly client: ClientProxy;
  stop(): Promise<void>;
}

/** How handlers are bound to the transport, as Nest's `@MessagePattern` and `@EventPattern` with what it needs. */
export interface Binding {
  readonly message: (pattern: string) => MethodDecorator;
  readonly event: (pattern: string) => MethodDecorator;
}

class Doubling implements PipeTransform<number, number> {
  transform(value: number, _metadata: ArgumentMetadata): number {
    if (typeof value !== 'number') throw new RpcException('not a number');
    return value * 2;
  }
}

class OnlyFriends implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const data: { friend?: boolean } = context.switchToRpc().getData();
    return data.friend === true;
  }
}

class Wrapping implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((value: unknown) => ({ wrapped: value })));
  }
}

@Catch(RangeError)
class RangeFilter implements ExceptionFilter<RangeError> {
  catch(error: RangeError): Observable<never> {
    return throwError(() => ({ status: 'error', message: `out of range: ${error.message}` }));
  }
}

/** What the handlers of the suite's events saw. */
export const seen: { first: unknown[]; second: unknown[]; contexts: unknown[] } = {
  first: [],
  second: [],
  contexts: [],
};

/** Handlers that use everything a Nest transport offers. */
export function suiteController({ message, event }: Binding): Type {
  @Controller()
  class SuiteController {
    @message('sum')
    sum(@Payload() numbers: number[]): number {
      return numbers.reduce((a, b) => a + b, 0);
    }

    @message('later')
    async later(@Payload() data: unknown): Promise<unknown> {
      return data;
    }

    @message('stream')
    stream(@Payload() count: number): Observable<number> {
      return from(Array.from({ length: count }, (_, n) => n)).pipe(delay(1));
    }

    @message('nothing')
    nothing(): void {}

    @message('field')
    field(@Payload('name') name: string): string {
      return name;
    }

    @message('refuses')
    refuses(): never {
      throw new RpcException({ code: 'NO', detail: 7 });
    }

    @message('refuses-in-stream')
    refusesInStream(): Observable<never> {
      return throwError(() => new RpcException('in the stream'));
    }

    @message('breaks')
    breaks(): never {
      throw new Error('password=hunter2');
    }

    @message('piped')
    piped(@Payload(new Doubling()) value: number): number {
      return value;
    }

    @UseGuards(new OnlyFriends())
    @message('guarded')
    guarded(): string {
      return 'welcome';
    }

    @UseInterceptors(new Wrapping())
    @message('intercepted')
    intercepted(): Observable<string> {
      return of('inside');
    }

    @UseFilters(new RangeFilter())
    @message('filtered')
    filtered(): never {
      throw new RangeError('far');
    }

    @message('context')
    context(@Ctx() context: BaseRpcContext): boolean {
      seen.contexts.push(context);
      return context instanceof BaseRpcContext && context.getArgs().length > 0;
    }

    @event('happened')
    first(@Payload() data: unknown): void {
      seen.first.push(data);
    }

    @event('happened')
    second(@Payload() data: unknown): void {
      seen.second.push(data);
    }
  }
  return SuiteController;
}

/** What every Nest transport does for its users; each implementation runs it. */
export function describeNestTransport(name: string, start: () => Promise<TransportUnderTest>): void {
  describe(`a Nest transport: ${name}`, () => {
    let transport: TransportUnderTest;
    const ask = (pattern: string, data: unknown = {}): Promise<unknown> =>
      lastValueFrom(transport.send(pattern, data), { defaultValue: undefined });
    const refusal = (pattern: string, data: unknown = {}): Promise<unknown> =>
      ask(pattern, data).then(
        (value) => Promise.reject(new Error(`answered ${JSON.stringify(value)}`)),
        (error: unknown) => error,
      );

    beforeAll(async () => {
      transport = await start();
    });
    beforeEach(() => {
      seen.first = [];
      seen.second = [];
      seen.contexts = [];
    });
    afterAll(() => transport.stop());

    it('answers with a value, a promise of one, or nothing', async () => {
      await expect(ask('sum', [1, 2, 3])).resolves.toBe(6);
      await expect(ask('later', { deep: [null, 'é'] })).resolves.toEqual({ deep: [null, 'é'] });
      await expect(ask('nothing')).resolves.toBeUndefined();
    });

    it('gives each of many callers its own answer', async () => {
      const numbers = Array.from({ length: 100 }, (_, n) => n);
      await expect(Promise.all(numbers.map((n) => ask('sum', [n, 1])))).resolves.toEqual(
        numbers.map((n) => n + 1),
      );
    });

    it('answers with every value of an observable, in order', async () => {
      await expect(lastValueFrom(transport.send('stream', 5).pipe(toArray()))).resolves.toEqual([
        0, 1, 2, 3, 4,
      ]);
    });

    it('sends nothing before somebody subscribes, and once for each who does', async () => {
      const answer$ = transport.send('context', {});
      await ask('sum', [1]);
      expect(seen.contexts).toHaveLength(0);
      await expect(Promise.all([lastValueFrom(answer$), lastValueFrom(answer$)])).resolves.toEqual([
        true,
        true,
      ]);
      expect(seen.contexts).toHaveLength(2);
    });

    it('brings an RpcException to the caller as it was thrown', async () => {
      await expect(refusal('refuses')).resolves.toEqual({ code: 'NO', detail: 7 });
      await expect(refusal('refuses-in-stream')).resolves.toMatchObject({ message: 'in the stream' });
    });

    it('hides any other error', async () => {
      const error = await refusal('breaks');
      expect(error).toEqual({ status: 'error', message: 'Internal server error' });
    });

    it('runs pipes, on the payload and on a field of it', async () => {
      await expect(ask('piped', 21)).resolves.toBe(42);
      await expect(refusal('piped', 'x')).resolves.toMatchObject({ message: 'not a number' });
      await expect(ask('field', { name: 'Anna' })).resolves.toBe('Anna');
    });

    it('runs guards', async () => {
      await expect(ask('guarded', { friend: true })).resolves.toBe('welcome');
      await expect(refusal('guarded', {})).resolves.toMatchObject({ message: 'Forbidden resource' });
    });

    it('runs interceptors', async () => {
      await expect(ask('intercepted')).resolves.toEqual({ wrapped: 'inside' });
    });

    it('runs exception filters', async () => {
      await expect(refusal('filtered')).resolves.toEqual({ status: 'error', message: 'out of range: far' });
    });

    it('gives handlers their context', async () => {
      await expect(ask('context')).resolves.toBe(true);
      expect(seen.contexts).toHaveLength(1);
    });

    it('brings an event to every handler of its pattern', async () => {
      await lastValueFrom(transport.emit('happened', { n: 1 }), { defaultValue: undefined });
      await eventually(() => expect([seen.first, seen.second]).toEqual([[{ n: 1 }], [{ n: 1 }]]));
    });
  });
}

import { RedisConnection } from './redis-connection.js';

/** What the faulty connection does to commands: nothing, fails them, never answers, or garbles what is read. */
export type Fault = 'none' | 'throw' | 'stall' | 'corrupt';

/** A connection to a real Redis whose client misbehaves as told. */
export class FaultyConnection extends RedisConnection {
  fault: Fault = 'none';

  override get client(): RedisConnection['client'] {
    const real = super.client;
    return new Proxy(real, {
      get: (target, name) => {
        const member = Reflect.get(target, name) as unknown;
        if (typeof member !== 'function' || name === 'on' || name === 'disconnect') return member;
        return (...args: unknown[]) =>
          this.call(member.bind(target) as (...args: unknown[]) => unknown, args);
      },
    });
  }

  override get(key: string): Promise<string | null> {
    return this.call(super.get.bind(this) as (...args: unknown[]) => unknown, [key]) as Promise<
      string | null
    >;
  }

  private call(command: (...args: unknown[]) => unknown, args: unknown[]): unknown {
    if (this.fault === 'throw') return Promise.reject(new Error('the client broke'));
    if (this.fault === 'stall') return new Promise(() => undefined);
    const answer = command(...args);
    return this.fault === 'corrupt' && answer instanceof Promise ? answer.then(garbled) : answer;
  }
}

function garbled(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(garbled);
  return typeof answer === 'string' && answer.startsWith('[') ? answer.slice(0, answer.length / 2) : answer;
}

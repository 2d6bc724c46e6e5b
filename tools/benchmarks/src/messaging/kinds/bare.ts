import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { defaultTimeoutMs, type Kind, type Question } from './kind.js';

interface Asked {
  readonly id: string;
  readonly replyTo: string;
  readonly data: Question;
}

interface Answered {
  readonly id: string;
  readonly response: unknown;
}

/**
 * Request and reply by `PUBLISH` and `SUBSCRIBE` with ioredis and JSON, nothing else: no schema, no framework, nothing
 * stored. @param pipelined what one turn of the event loop publishes goes in one write (`enableAutoPipelining`)
 */
export function bare(pipelined: boolean): Kind {
  const open = (redisUrl: string): Redis => new Redis(redisUrl, { enableAutoPipelining: pipelined });
  return {
    async answer(redisUrl, name, onExecution) {
      const publisher = open(redisUrl);
      const subscriber = new Redis(redisUrl);
      subscriber.on('message', (_channel: string, json: string) => {
        const { id, replyTo, data } = JSON.parse(json) as Asked;
        onExecution();
        void publisher.publish(replyTo, JSON.stringify({ id, response: data }));
      });
      await subscriber.subscribe(name);
    },

    async caller(redisUrl, name, timeoutMs = defaultTimeoutMs) {
      const publisher = open(redisUrl);
      const subscriber = new Redis(redisUrl);
      const replyTo = `${name}:${randomUUID()}`;
      const waiting = new Map<string, (response: unknown) => void>();
      subscriber.on('message', (_channel: string, json: string) => {
        const { id, response } = JSON.parse(json) as Answered;
        waiting.get(id)?.(response);
      });
      await subscriber.subscribe(replyTo);
      return {
        ask: (data) =>
          new Promise((resolve, reject) => {
            const id = randomUUID();
            const timer = setTimeout(() => {
              waiting.delete(id);
              reject(new Error(`No answer within ${timeoutMs} ms.`));
            }, timeoutMs);
            waiting.set(id, (response) => {
              clearTimeout(timer);
              waiting.delete(id);
              resolve(response);
            });
            publisher.publish(name, JSON.stringify({ id, replyTo, data })).catch(reject);
          }),
        close: async () => {
          publisher.disconnect();
          subscriber.disconnect();
        },
      };
    },
  };
}

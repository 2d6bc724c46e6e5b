import { Controller, Inject, type Type } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import {
  BatchHandler,
  defineQueue,
  EffectLedger,
  EventHandler,
  RequestHandler,
  WORK_CONNECTION,
  type EventContract,
  type RequestContract,
  type WorkContext,
  type WorkMessage,
} from '../index.js';

/** Where a run stops until it is told to go on: before its effect, within it (before it happens), or after it. */
export type Stop = 'before' | 'within' | 'after';

/** One thing to do. `stop` is heeded by a process that was told to stop. */
export interface Deed {
  readonly n: number;
  readonly stop?: Stop;
}

/** Work of the fault tests: a replica that is silent for 300 ms is taken for dead. */
export const deeds = defineQueue({
  name: 'deeds',
  visibilityMs: 300,
  prefetch: 20,
  maxAttempts: 3,
  backoffMs: 20,
  maxLength: 5_000,
});

const deed = z.object({ n: z.number(), stop: z.enum(['before', 'within', 'after']).optional() });

const about = { version: 1, queue: deeds.name } as const;

/** An event whose effect is noted once. */
export const deedWanted: EventContract<Deed> = {
  ...about,
  kind: 'event',
  pattern: 'deed.wanted',
  payload: deed,
};

/** The same, handled ten at a time. */
export const deedsWanted: EventContract<Deed> = {
  ...about,
  kind: 'event',
  pattern: 'deeds.wanted',
  payload: deed,
};

/** A question with an effect; the reply is twice the number. */
export const deedAsked: RequestContract<Deed, number> = {
  ...about,
  kind: 'request',
  pattern: 'deed.asked',
  timeoutMs: 3_000,
  request: deed,
  reply: z.number(),
  errors: [],
};

/** Everything `FaultController` handles. */
export const deedContracts = [deedWanted, deedsWanted, deedAsked] as const;

/** A list of the effects that happened: the deeds' numbers, in order. */
export const effectsKey = 'effects';

/** Called where a deed says so, when this process is one that stops. Resolves when it may go on. */
export type Stopping = (deed: Deed, where: Stop) => Promise<void>;

/**
 * A controller of `deedContracts`. @param stopping undefined in a process that never stops
 * @param happen makes the effect happen elsewhere than in the Redis under test, which may forget to say that it did
 */
export function faultController(stopping?: Stopping, happen?: (n: number) => void): Type {
  const stopAt = async (one: Deed, where: Stop): Promise<void> => {
    if (one.stop === where) await stopping?.(one, where);
  };

  @Controller()
  class FaultController {
    constructor(
      @Inject(EffectLedger) private readonly ledger: EffectLedger,
      @Inject(WORK_CONNECTION) private readonly redis: Redis,
    ) {}

    @EventHandler(deedWanted)
    one(@Payload() payload: Deed, @Ctx() { delivery }: WorkContext): Promise<void> {
      return this.act(delivery.ids[0] ?? '', payload);
    }

    @BatchHandler(deedsWanted, { size: 10, waitMs: 50 })
    async many(@Payload() messages: WorkMessage<Deed>[]): Promise<void> {
      for (const { id, payload } of messages) await this.act(id, payload);
    }

    @RequestHandler(deedAsked)
    async answer(@Payload() payload: Deed, @Ctx() { delivery }: WorkContext): Promise<number> {
      await this.act(delivery.ids[0] ?? '', payload);
      return payload.n * 2;
    }

    private async act(id: string, payload: Deed): Promise<void> {
      await stopAt(payload, 'before');
      await this.ledger.once(id, 60_000, async () => {
        await stopAt(payload, 'within');
        if (happen) happen(payload.n);
        else await this.redis.rpush(effectsKey, payload.n);
      });
      await stopAt(payload, 'after');
    }
  }
  return FaultController;
}

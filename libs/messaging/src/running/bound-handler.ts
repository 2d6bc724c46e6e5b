import type { MessageHandler } from '@nestjs/microservices';
import type { WorkContract } from '../contract/contract.js';
import { runNotingFailures } from '../contract/correlation.js';
import type { HandlerExtras } from '../handlers/handler.decorators.js';
import { WorkContext, type Delivery } from '../handlers/work-context.js';
import type { BatchOptions } from '../handlers/work-message.js';

/** Runs a Nest handler between the transport's processing hooks; calls one of `succeeded`, with its last value, and `failed`. */
export type Invoke = (
  handler: MessageHandler,
  data: unknown,
  context: WorkContext,
  succeeded: (value: unknown) => void,
  failed: (error: unknown) => void,
  onValue?: (value: unknown) => Promise<void>,
) => void;

/** What a run came to. */
export type Outcome =
  | { readonly ok: true; readonly value: unknown; readonly seconds: number }
  /** `error` is what Nest's filters made of it, `thrown` what the handler threw. */
  | { readonly ok: false; readonly error: unknown; readonly thrown: unknown; readonly seconds: number };

/** One handler of the app, as the consumer sees it. */
export class BoundHandler {
  constructor(
    private readonly handler: MessageHandler,
    private readonly extras: HandlerExtras,
    private readonly invoke: Invoke,
  ) {}

  get contract(): WorkContract | undefined {
    return this.extras.contract;
  }

  get batch(): Required<BatchOptions> | undefined {
    return this.extras.batch;
  }

  get isEventHandler(): boolean {
    return this.handler.isEventHandler === true;
  }

  /**
   * Runs it under the message's correlation id; never throws. A callback, since every promise on the way of a message costs.
   * @param ended called once @param onValue gets each value; the last waits for none
   */
  run(
    data: unknown,
    delivery: Delivery,
    ended: (outcome: Outcome) => void,
    onValue?: (value: unknown) => Promise<void>,
  ): void {
    const context = new WorkContext(delivery);
    const began = performance.now();
    const seconds = (): number => (performance.now() - began) / 1_000;
    runNotingFailures(delivery.correlationId, (thrown) => {
      this.invoke(
        this.handler,
        data,
        context,
        (value) => ended({ ok: true, value, seconds: seconds() }),
        (error) => ended({ ok: false, error, thrown: thrown() ?? error, seconds: seconds() }),
        onValue,
      );
    });
  }

  /** The same as a promise, which never rejects. */
  outcomeOf(data: unknown, delivery: Delivery): Promise<Outcome> {
    return new Promise((resolve) => this.run(data, delivery, resolve));
  }
}

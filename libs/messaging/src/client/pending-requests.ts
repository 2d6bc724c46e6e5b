import type { WritePacket } from '@nestjs/microservices';
import type { Reply } from '../contract/envelope.js';

/** Most requests one process waits for at a time. Its reply stream holds as many answers. */
export const maxPendingRequests = 10_000;

interface Pending {
  readonly answer: (packet: WritePacket) => void;
  readonly timer: NodeJS.Timeout;
}

/** The requests of one client that have no final answer yet. */
export class PendingRequests {
  private readonly pending = new Map<string, Pending>();

  get size(): number {
    return this.pending.size;
  }

  /** Remembers a request; after `timeoutMs` without its final answer, `onTimeout` is asked for the error. */
  add(id: string, timeoutMs: number, answer: (packet: WritePacket) => void, onTimeout: () => unknown): void {
    const timer = setTimeout(() => this.fail(id, onTimeout()), timeoutMs);
    this.pending.set(id, { answer, timer });
  }

  /** Hands an answer to who waits for it. One that nobody waits for any more is dropped. */
  resolve(reply: Reply): void {
    const request = this.pending.get(reply.id);
    if (!request) return;
    const final = reply.err != null || reply.isDisposed === true;
    if (final) this.forget(reply.id);
    request.answer({ err: reply.err, response: reply.response, isDisposed: final });
  }

  /** Ends a request with an error. */
  fail(id: string, error: unknown): void {
    const request = this.pending.get(id);
    this.forget(id);
    request?.answer({ err: error, isDisposed: true });
  }

  /** Ends every request with an error. */
  failAll(error: unknown): void {
    for (const id of [...this.pending.keys()]) this.fail(id, error);
  }

  /** Stops waiting without telling anybody. */
  forget(id: string): void {
    clearTimeout(this.pending.get(id)?.timer);
    this.pending.delete(id);
  }
}

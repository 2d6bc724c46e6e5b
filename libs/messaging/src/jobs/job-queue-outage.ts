import { Logger } from '@nestjs/common';

const quietMs = 60_000;

/**
 * Tells that a job queue's Redis is away: one warning at the first failure, one a minute while failures go on, and a line when it
 * is back. BullMQ tries again several times a second and reports each attempt of each connection.
 *
 * Give `failed` to `on('error')` of the queue and of its worker: where nobody listens, BullMQ writes raw text to standard error.
 */
export class JobQueueOutage {
  private readonly logger = new Logger(JobQueueOutage.name);
  private warnedAt: number | undefined;
  private failures = 0;

  constructor(
    private readonly queue: string,
    private readonly now: () => number = Date.now,
  ) {}

  /** A connection failed, or something done over it. */
  readonly failed = (error: Error): void => {
    this.failures += 1;
    if (this.warnedAt !== undefined && this.now() - this.warnedAt < quietMs) return;
    this.warnedAt = this.now();
    const { queue, failures } = this;
    this.logger.warn({ msg: 'a job queue is away, trying again', queue, failures, because: error.message });
  };

  /** Something was done: a job came, say. */
  over(): void {
    if (this.warnedAt === undefined) return;
    const { queue, failures } = this;
    this.logger.log({ msg: 'a job queue is back', queue, failures });
    this.warnedAt = undefined;
    this.failures = 0;
  }
}

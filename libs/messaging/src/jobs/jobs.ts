import type { Job, JobsOptions, Queue, RepeatOptions } from 'bullmq';
import type { JobContract } from '../contract/contract.js';
import { MessagingUnavailableError } from '../contract/messaging.errors.js';
import { parsePayload } from '../contract/payload.js';
import { withDeadline } from '../redis/with-deadline.js';

const addWithinMs = 5_000;

/** How one job is added. */
export interface AddJobOptions extends Omit<JobsOptions, 'jobId' | 'repeat'> {
  /**
   * Names the job among those of its contract. While a job of this name waits, runs or is kept in the history, adding
   * it again changes nothing.
   */
  readonly key: string;
}

/**
 * Adds a job with the id `<contract name>-<key>`, so that adding it twice makes one job.
 * @throws InvalidPayloadError, MessagingUnavailableError when Redis does not take it within 5 s
 */
export async function addJob<J>(
  queue: Queue,
  contract: JobContract<J>,
  payload: J,
  options: AddJobOptions,
): Promise<Job> {
  const { key, ...rest } = options;
  const data = parsePayload(contract.name, contract.payload, payload);
  return guarded(queue.add(contract.name, data, { ...rest, jobId: jobId(contract.name, key) }));
}

/**
 * Has a job added again and again, `every` so many milliseconds or by a cron `pattern` in the time zone `tz`. Scheduling
 * the same key again replaces the schedule.
 * @throws InvalidPayloadError, MessagingUnavailableError when Redis does not take it within 5 s
 */
export async function scheduleJob<J>(
  queue: Queue,
  contract: JobContract<J>,
  key: string,
  repeat: Omit<RepeatOptions, 'key'>,
  payload: J,
): Promise<void> {
  const data = parsePayload(contract.name, contract.payload, payload);
  await guarded(queue.upsertJobScheduler(jobId(contract.name, key), repeat, { name: contract.name, data }));
}

/** A job's payload by its contract. @throws InvalidPayloadError */
export function jobPayload<J>(contract: JobContract<J>, job: Pick<Job, 'data'>): J {
  return parsePayload(contract.name, contract.payload, job.data);
}

/** BullMQ keeps ":" for itself. */
function jobId(name: string, key: string): string {
  return `${name}-${key}`.replaceAll(':', '_');
}

async function guarded<T>(adding: Promise<T>): Promise<T> {
  try {
    return await withDeadline(adding, addWithinMs);
  } catch (error) {
    throw new MessagingUnavailableError('job', error);
  }
}

import { Queue, QueueEvents, Worker } from 'bullmq';
import { addressOf, defaultTimeoutMs, type Kind, type Question } from './kind.js';

/** BullMQ as request and reply: a job, and `waitUntilFinished`. Finished jobs are kept just long enough to be answered. */
export const bull: Kind = {
  async answer(redisUrl, name, onExecution) {
    const worker = new Worker<Question, Question>(
      name,
      async ({ data }) => {
        onExecution();
        return data;
      },
      { connection: { ...addressOf(redisUrl), maxRetriesPerRequest: null }, concurrency: 50 },
    );
    worker.on('error', () => undefined);
    await worker.waitUntilReady();
  },

  async caller(redisUrl, name, timeoutMs = defaultTimeoutMs) {
    const connection = addressOf(redisUrl);
    const queue = new Queue<Question, Question>(name, {
      connection,
      defaultJobOptions: { removeOnComplete: { count: 1_000 }, removeOnFail: { count: 1_000 } },
    });
    const events = new QueueEvents(name, { connection });
    for (const emitter of [queue, events]) emitter.setMaxListeners(0); // a listener a question that waits
    await Promise.all([queue.waitUntilReady(), events.waitUntilReady()]);
    return {
      ask: async (question) => {
        const job = await queue.add('echo', question);
        return job.waitUntilFinished(events, timeoutMs);
      },
      close: async () => {
        await events.close();
        await queue.close();
      },
    };
  },
};

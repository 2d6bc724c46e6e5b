import { Logger } from '@nestjs/common';
import type { Benchmark } from '../harness/benchmark.js';
import { speedUp, tailRatio } from '../harness/compare.js';
import { goalOf } from '../harness/report.js';
import { withRedis } from '../harness/servers.js';
import { drain } from './parts/drain.js';
import { promises } from './promises.js';
import { throughput } from './parts/throughput.js';

/** Work queues against what else asks over Redis; see the README. */
export const messaging: Benchmark = ({ quick, log }) =>
  withRedis(async (redisUrl) => {
    Logger.overrideLogger(false);
    const rounds = quick ? 3 : 9;
    const size = quick ? 3_000 : 10_000;
    const one = await throughput(redisUrl, {
      ...{ replicas: 1, rounds },
      operations: {
        'work queue': size,
        'bare pub/sub': size,
        'bare pub/sub, pipelined': size,
        'Nest, Redis transport': size,
        BullMQ: size / 5,
      },
    });
    log('one replica: measured');
    const two = await throughput(redisUrl, {
      ...{ replicas: 2, rounds },
      operations: { 'work queue': size, 'Nest, Redis transport': size },
    });
    log('two replicas: measured');
    const events = quick ? 20_000 : 100_000;
    const drained = await drain(redisUrl, { events, rounds });
    log('drain: measured');
    const kept = await promises(redisUrl, quick);
    log('executions, absence, age: measured');
    const stock = 'Nest, Redis transport';
    const batches = 'work queue, batches';
    return {
      rounds,
      goals: [
        goalOf('one-replica-over-bare-pub-sub', speedUp(one, 'bare pub/sub', 'work queue'), 0.85),
        goalOf('two-replicas-over-nest-redis', speedUp(two, stock, 'work queue'), 1.7),
        goalOf('one-replica-over-bullmq', speedUp(one, 'BullMQ', 'work queue'), 5),
        goalOf('one-replica-p99-of-nest-redis', tailRatio(one, 'work queue', stock), 1.2, 'lower'),
        goalOf('two-replicas-p99-of-nest-redis', tailRatio(two, 'work queue', stock), 1.2, 'lower'),
        goalOf('drain-over-raw', speedUp(drained, 'XREADGROUP, XACK', batches), 0.7),
        goalOf('drain-over-raw-with-xdel', speedUp(drained, 'XREADGROUP, XACK, XDEL', batches), 0.7),
        ...kept.goals,
      ],
      sides: { 'one replica': one, 'two replicas': two, drain: drained, age: kept.sides },
      facts: {
        ...kept.facts,
        'events drained': events,
        'over bare pub/sub, pipelined': speedUp(one, 'bare pub/sub, pipelined', 'work queue').median.toFixed(
          2,
        ),
      },
    };
  });

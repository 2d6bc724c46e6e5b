import { Injectable } from '@nestjs/common';
import { within } from '@analyticbot/observability';
import type { RedisCacheReport, RedisCacheState } from '@analyticbot/caching';
import type { DatabaseReading, Reading, ReplicaReading, SuiteReading } from './reading.js';

const deadlineMs = 2_500;
/** Dashboards and probes that ask at the same moment share one look. */
const shareMs = 1_000;

/** Where the parts of a reading come from. */
export abstract class SuiteSources {
  abstract replicas(): Promise<ReplicaReading[]>;
  abstract database(): Promise<DatabaseReading>;
  abstract workRedis(): Promise<RedisCacheReport>;
  abstract cacheRedis(): Promise<RedisCacheState>;
}

/** Looks at everything at once. A part that is away is reported as away and holds nothing else up. */
@Injectable()
export class SuiteReader {
  private latest: { at: number; reading: Promise<SuiteReading> } | undefined;

  constructor(private readonly sources: SuiteSources) {}

  /** The state of the suite, at most a second old. Never rejects; answers within about three seconds. */
  read(): Promise<SuiteReading> {
    const now = Date.now();
    if (this.latest === undefined || now - this.latest.at > shareMs) {
      this.latest = { at: now, reading: this.look() };
    }
    return this.latest.reading;
  }

  private async look(): Promise<SuiteReading> {
    const [replicas, database, workRedis, cacheRedis] = await Promise.all([
      attempt(this.sources.replicas()),
      attempt(this.sources.database()),
      attempt(this.sources.workRedis()),
      attempt(this.sources.cacheRedis()),
    ]);
    return { at: new Date().toISOString(), replicas, database, workRedis, cacheRedis };
  }
}

async function attempt<T>(work: Promise<T>): Promise<Reading<T>> {
  try {
    return { available: true, value: await within(deadlineMs, work) };
  } catch (error) {
    // Messages of drivers may hold addresses: the code says enough to act on.
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    return { available: false, because: `it does not answer (${code})` };
  }
}

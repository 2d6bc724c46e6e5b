import { Database } from '@analyticbot/pooling';
import { Inject, Injectable } from '@nestjs/common';
import { ensurePartitions } from './ensure-partitions.sql.js';
import { retireMonths, type Retired, type RetentionPolicy } from './retention/retire-months.sql.js';

/** Keeps the time series' months ready, and lets go of old ones. */
@Injectable()
export class PartitionsRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Makes sure of the partitions around `now` and for `monthsAhead` months more; gives the names of new ones. */
  ensurePartitions(monthsAhead: number, now: Date): Promise<string[]> {
    return ensurePartitions(this.database, monthsAhead, now);
  }

  /** Retires months of raw rows that the policy no longer keeps. @throws RangeError when it keeps less than reports need */
  retireMonths(policy: RetentionPolicy, now: Date): Promise<Retired> {
    return retireMonths(this.database, policy, now);
  }
}

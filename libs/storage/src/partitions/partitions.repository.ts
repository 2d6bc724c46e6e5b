import { Database } from '@analyticbot/pooling';
import { Inject, Injectable } from '@nestjs/common';
import { ensurePartitions } from './ensure-partitions.js';

/** Keeps the time series' months ready. */
@Injectable()
export class PartitionsRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Makes sure of the partitions around `now` and for `monthsAhead` months more; gives the names of new ones. */
  ensurePartitions(monthsAhead: number, now: Date): Promise<string[]> {
    return ensurePartitions(this.database, monthsAhead, now);
  }
}

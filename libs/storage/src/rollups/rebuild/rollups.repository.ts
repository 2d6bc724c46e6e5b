import { Database } from '@analyticbot/pooling';
import { Inject, Injectable } from '@nestjs/common';
import { repairRollups } from './repair-rollups.sql.js';

/** Looks after rollups, for a job. */
@Injectable()
export class RollupsRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * Computes the rollups of channels again that have a day since `since` which its hours don't add up to: replicas of the release before
   * write no hours. Ranks the posts of all channels read since again. Gives the ids of channels where something was wrong; none is the rule.
   */
  repair(since: Date): Promise<string[]> {
    return repairRollups(this.database, since);
  }
}

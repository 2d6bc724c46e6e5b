import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { WORK_CONNECTION } from '@analyticbot/messaging';

/** A post counts as deleted when a second look, at least so long after the first, does not find it either. */
const confirmAfterMs = 5 * 60_000;
const keptSeconds = 3 * 86_400;

/** Posts that a look did not find where they should have been: Telegram never says that a post of a channel was deleted. */
@Injectable()
export class MissingPosts {
  constructor(@Inject(WORK_CONNECTION) private readonly redis: Redis) {}

  /**
   * Notes what a look at `at` missed; answers what an earlier look missed as well. A post that is found again in between
   * begins anew.
   */
  async confirm(channelId: string, missing: readonly number[], at: Date): Promise<number[]> {
    const key = `analyticbot:collection:missing:${channelId}`;
    const known = await this.redis.hgetall(key);
    const noted = missing.map((id): [number, number] => [id, Number(known[String(id)] ?? at.getTime())]);
    const confirmed = noted.filter(([, since]) => at.getTime() - since >= confirmAfterMs).map(([id]) => id);
    if (Object.keys(known).length === 0 && missing.length === 0) return [];
    const transaction = this.redis.multi().del(key);
    const open = noted.filter(([id]) => !confirmed.includes(id));
    if (open.length > 0) transaction.hset(key, Object.fromEntries(open)).expire(key, keptSeconds);
    await transaction.exec();
    return confirmed;
  }
}

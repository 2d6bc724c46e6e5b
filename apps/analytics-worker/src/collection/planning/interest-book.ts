import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { WORK_CONNECTION } from '@analyticbot/messaging';
import type { Wishes } from '@analyticbot/refresh';
import { CollectionRepository } from '@analyticbot/storage';

const lookedKey = 'analyticbot:collection:looked';
const wantedKey = 'analyticbot:collection:wanted';
const takenKey = 'analyticbot:collection:wishes-taken';
/** Looks that follow each other so closely are one. */
const sameLookMs = 60_000;
/** After so long a look says nothing any more. */
const keptMs = 15 * 86_400_000;

/** Who cares for which channel's figures and when: two sorted sets for all replicas. Losing them costs order, not figures. */
@Injectable()
export class InterestBook {
  private readonly logger = new Logger(InterestBook.name);

  constructor(
    @Inject(WORK_CONNECTION) private readonly redis: Redis,
    private readonly collection: CollectionRepository,
  ) {}

  /** Somebody asked for a channel's figures at `at`. */
  async looked(channelId: string, at: Date): Promise<void> {
    const isFirst = (await this.redis.zscore(lookedKey, channelId).then(Number)) < at.getTime() - sameLookMs;
    await this.redis.zadd(lookedKey, 'GT', at.getTime(), channelId);
    // Who looks wants fresh figures: what is due then is found out when the channel is read.
    if (isFirst) await this.collection.bringForward([{ id: channelId, at }]);
  }

  /** `looked`, for whom nothing must wait or fail for it. */
  note(channelId: string, at: Date): void {
    this.looked(channelId, at).catch((error: unknown) =>
      this.logger.warn({ msg: 'a look could not be noted', err: error }),
    );
  }

  /** Somebody wants a channel's figures fresh at `at`; of several moments the next one counts once the former has passed. */
  async wanted(channelId: string, at: Date, now: Date): Promise<void> {
    const known = Number(await this.redis.zscore(wantedKey, channelId));
    const isEarlier = known > now.getTime() && known < at.getTime();
    if (!isEarlier) await this.redis.zadd(wantedKey, at.getTime(), channelId);
  }

  /** What is known of these channels, in their order. */
  async wishesOf(channelIds: readonly string[]): Promise<Wishes[]> {
    if (channelIds.length === 0) return [];
    const [looked, wanted] = await Promise.all([
      this.redis.zmscore(lookedKey, ...channelIds),
      this.redis.zmscore(wantedKey, ...channelIds),
    ]);
    return channelIds.map((_, index) => ({
      lookedAt: momentOf(looked[index]),
      wantedAt: momentOf(wanted[index]),
    }));
  }

  /** Channels whose figures are wanted from `from` to `to`, at most `limit`; each wish is told once. */
  async takeWishes(from: Date, to: Date, limit: number): Promise<string[]> {
    const found = await this.redis.zrangebyscore(
      wantedKey,
      ...[from.getTime(), to.getTime()],
      ...(['WITHSCORES', 'LIMIT', 0, limit] as const),
    );
    const wishes = found.flatMap((id, index) =>
      index % 2 === 0 ? [{ id, at: found[index + 1] ?? '' }] : [],
    );
    if (wishes.length === 0) return [];
    const taken = await this.redis.zmscore(takenKey, ...wishes.map(({ id }) => id));
    const fresh = wishes.filter(({ at }, index) => taken[index] !== at);
    if (fresh.length > 0) await this.redis.zadd(takenKey, ...fresh.flatMap(({ id, at }) => [at, id]));
    return fresh.map(({ id }) => id);
  }

  /** Forgets what is too old to matter. */
  async forgetBefore(now: Date): Promise<void> {
    const oldest = now.getTime() - keptMs;
    await Promise.all([
      this.redis.zremrangebyscore(lookedKey, '-inf', oldest),
      this.redis.zremrangebyscore(wantedKey, '-inf', oldest),
      this.redis.zremrangebyscore(takenKey, '-inf', oldest),
    ]);
  }
}

function momentOf(score: string | null | undefined): number | undefined {
  return score == null ? undefined : Number(score);
}

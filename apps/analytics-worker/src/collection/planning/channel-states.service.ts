import { Injectable } from '@nestjs/common';
import { interestAt, lastReadAge, type ChannelState, type PostState } from '@analyticbot/refresh';
import { CollectionRepository } from '@analyticbot/storage';
import { SourceResolver } from '@analyticbot/telegram';
import { InterestBook } from './interest-book.js';

/** Posts that one call gives, by the source that reads them. */
const postsPerCall = { preview: 20, mtproto: 200, 'bot-api': 0 } as const;
/** Who was not counted for so long was never counted as far as planning goes. */
const countedSinceMs = 7 * 86_400_000;

/** A channel to plan for. */
export interface ChannelToPlan {
  readonly id: string;
  readonly username: string | null;
}

/** Puts together what planning knows of channels: what was read when, and who cares. */
@Injectable()
export class ChannelStates {
  constructor(
    private readonly collection: CollectionRepository,
    private readonly interests: InterestBook,
    private readonly sources: SourceResolver,
  ) {}

  /** The states of channels at `now`, in their order. */
  async of(channels: readonly ChannelToPlan[], now: Date): Promise<ChannelState[]> {
    const ids = channels.map(({ id }) => id);
    const [wishes, counted, posts] = await Promise.all([
      this.interests.wishesOf(ids),
      this.collection.subscribersReadAt(ids, new Date(now.getTime() - countedSinceMs)),
      this.collection.postTimes(ids, new Date(now.getTime() - lastReadAge)),
    ]);
    const byChannel = new Map<string, PostState[]>(ids.map((id) => [id, []]));
    for (const { channelId, postedAt, readAt } of posts) {
      byChannel.get(channelId)?.push({ postedAt: postedAt.getTime(), readAt: readAt?.getTime() ?? null });
    }
    return channels.map(({ id, username }, index) => ({
      interest: interestAt(wishes[index] ?? {}, now.getTime()),
      subscribersReadAt: counted.get(id)?.getTime() ?? null,
      posts: byChannel.get(id) ?? [],
      ...this.postsFrom(id, username),
    }));
  }

  private postsFrom(id: string, username: string | null): Pick<ChannelState, 'postsPerCall' | 'postsBy'> {
    const { source } = this.sources.resolve({ id, username: username ?? undefined }, 'views');
    return {
      postsPerCall: source === undefined ? 0 : postsPerCall[source.name],
      postsBy: source?.name === 'mtproto' ? 'block' : 'page',
    };
  }
}

import type { ChannelRef, FigureKind, FigureSource, SourceName, UnfitReason } from './figure-source.js';
import { SourceMetrics } from './source-metrics.js';

/** Why a source was passed over. */
export interface PassedOver {
  readonly source: SourceName;
  readonly reason: UnfitReason;
}

/** Which source gives a figure of a channel, and why not the ones preferred to it. */
export interface Resolution {
  readonly figure: FigureKind;
  readonly source: FigureSource | undefined;
  readonly passedOver: readonly PassedOver[];
}

/**
 * Why a resolution is what it is, short enough to be kept with each figure: `preferred`, or the better sources with what was
 * wrong with each: `mtproto:switched-off,preview:private-channel`.
 */
export function reasonOf({ passedOver }: Pick<Resolution, 'passedOver'>): string {
  return passedOver.map(({ source, reason }) => `${source}:${reason}`).join(',') || 'preferred';
}

/** Exact before rounded, cheap before dear. */
const preference: Readonly<Record<FigureKind, readonly SourceName[]>> = {
  subscribers: ['bot-api', 'mtproto', 'preview'],
  posts: ['mtproto', 'preview', 'bot-api'],
  views: ['mtproto', 'preview', 'bot-api'],
  forwards: ['mtproto', 'preview', 'bot-api'],
  reactions: ['mtproto', 'preview', 'bot-api'],
};

/**
 * Picks the best source a figure and says why the others were passed over; both are counted, so that an operator sees why a
 * figure comes from where it does. Asks nobody.
 */
export class SourceResolver {
  private readonly sources: ReadonlyMap<SourceName, FigureSource>;
  private readonly metrics = new SourceMetrics();

  /** @param sources those that are switched on */
  constructor(sources: readonly FigureSource[]) {
    this.sources = new Map(sources.map((source) => [source.name, source]));
  }

  /** The best source for `figure` of this channel; `source` is undefined when none can give it. */
  resolve(channel: ChannelRef, figure: FigureKind): Resolution {
    const passedOver: PassedOver[] = [];
    for (const name of preference[figure]) {
      const source = this.sources.get(name);
      const reason = source === undefined ? 'switched-off' : unfitFor(source, channel, figure);
      if (source !== undefined && reason === undefined) {
        this.metrics.resolved(figure, name);
        return { figure, source, passedOver };
      }
      passedOver.push({ source: name, reason: reason ?? 'switched-off' });
      this.metrics.passedOver(figure, name, reason ?? 'switched-off');
    }
    this.metrics.resolved(figure, 'none');
    return { figure, source: undefined, passedOver };
  }
}

function unfitFor(source: FigureSource, channel: ChannelRef, figure: FigureKind): UnfitReason | undefined {
  return source.capabilities.has(figure) ? source.unfitFor(channel, figure) : 'figure-not-offered';
}

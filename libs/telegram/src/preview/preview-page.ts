import type { PostReading, ShownCount } from '../sources/figure-source.js';

/** What kind of page was served under a preview address. */
export type PreviewPageKind = 'channel' | 'landing' | 'embed';

/** A preview page as read. Nothing here is guessed: what the page doesn't show is absent. */
export interface PreviewPage {
  /** `channel`: the list of posts; `landing`: the page that invites to open Telegram; `embed`: a single post. */
  readonly kind: PreviewPageKind;
  readonly title?: string | undefined;
  /** Without the `@`. */
  readonly username?: string | undefined;
  /** Exact on a landing page, rounded on a list of posts. */
  readonly subscribers?: ShownCount | undefined;
  /** In the page's order: oldest first. Albums are one post; service messages are left out. */
  readonly posts: readonly PostReading[];
  /** Service messages seen, such as "pinned": no posts. */
  readonly serviceMessages: number;
  /** Elements that looked like posts but couldn't be read: their markup is unknown to us. */
  readonly unreadable: number;
  /** For the next older page: the `before` of the "load more" link; absent on the oldest. */
  readonly before?: number | undefined;
}

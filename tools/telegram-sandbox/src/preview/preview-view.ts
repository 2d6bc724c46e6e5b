/** A picture's place: any address a browser can load, `data:` included. */
type PictureUrl = string;

/** A post or a service message as the public pages show it, with its counters at the moment of the page. */
export type PreviewMessage = PreviewPost | PreviewServiceMessage;

/** One post. An album is one post with several pictures. */
export interface PreviewPost {
  type: 'post';
  messageId: number;
  at: Date;
  /** Plain text; line breaks count, addresses and #tags become links. '' for none. */
  text: string;
  /** Exact; the page rounds it. */
  views: number;
  edited: boolean;
  /** By emoji, most frequent first. */
  reactions: Readonly<Record<string, number>>;
  pictures: readonly { messageId: number; url: PictureUrl }[];
  video?: { posterUrl: PictureUrl; durationSeconds: number };
  forwardedFrom?: { title: string; username: string };
  link?: { url: string; site: string; title: string; description: string };
}

/** "<channel> pinned …": shown without views. */
export interface PreviewServiceMessage {
  type: 'service';
  messageId: number;
  at: Date;
  pinnedMessageId: number;
  /** The pinned post's text; '' when it has none. */
  pinnedText: string;
}

/** A channel as the public pages see it at one moment. */
export interface ChannelPreviewView {
  /** What stands for `https://t.me` in links, without a slash at the end: the sandbox's own address. */
  baseUrl: string;
  username: string;
  title: string;
  description: string;
  /** Exact; the preview page rounds it, the landing page does not. */
  subscribers: number;
  /** What the channel holds, exact; kinds with 0 are left out of the page. */
  counters: { photos: number; videos: number; links: number };
  /** The newest messages with an id below `before`: at most `limit`, oldest first. An album counts once. */
  messagesBefore(limit: number, before?: number): PreviewMessage[];
  /** The post or service message with this id (an album by any of its items). */
  messageById(messageId: number): PreviewMessage | undefined;
}

/** A channel as MTProto takes it. The access hash is opaque: it comes from an answer and goes back as it came. */
export interface InputChannel {
  readonly _: 'inputChannel';
  /** Without the `-100` of the Bot API. */
  readonly channelId: number;
  readonly accessHash: unknown;
}

/** The questions we ask over MTProto, by the names of Telegram's schema; bots may ask all of them. */
export type MtprotoRequest =
  | { readonly _: 'channels.getChannels'; readonly id: readonly InputChannel[] }
  | { readonly _: 'contacts.resolveUsername'; readonly username: string }
  | { readonly _: 'channels.getFullChannel'; readonly channel: InputChannel }
  | {
      readonly _: 'channels.getMessages';
      readonly channel: InputChannel;
      readonly id: readonly { readonly _: 'inputMessageID'; readonly id: number }[];
    };

/** A connection that is logged in as the bot. */
export interface MtprotoConnection {
  /** Telegram's answer as it came. Rejects with an error whose `text` is Telegram's, such as `FLOOD_WAIT_%d` with `seconds`. */
  invoke(request: MtprotoRequest): Promise<unknown>;
  /** The login, to be gone on with later. A secret. */
  session(): Promise<string>;
  /** Goes on at another of Telegram's data centres. */
  moveTo(dataCentre: number): Promise<void>;
  close(): Promise<void>;
}

/** Connects: with a kept login, or, for undefined, by the bot's token. Rejects as `invoke` does. */
export type OpenMtproto = (session: string | undefined) => Promise<MtprotoConnection>;

/** Where a login is kept. */
export interface SessionStore {
  load(): Promise<string | undefined>;
  /** Undefined forgets it. */
  save(session: string | undefined): Promise<void>;
}

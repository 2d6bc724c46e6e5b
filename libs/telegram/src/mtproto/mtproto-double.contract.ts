import type { MtprotoConnection, MtprotoRequest, SessionStore } from './mtproto-connection.js';

/** A post of the double's channel, by the names of Telegram's schema. */
export type DoubleMessage = Readonly<Record<string, unknown>> & { readonly id: number };

/** Telegram over MTProto as a test says: one channel, -1001234567890, and a public one that it knows by name. */
export class MtprotoDouble {
  readonly requests: MtprotoRequest[] = [];
  readonly logins: (string | undefined)[] = [];
  readonly movedTo: number[] = [];
  /** Errors for the next questions, in order; undefined lets one pass. */
  readonly failures: (Error | undefined)[] = [];
  /** Errors for the next logins. */
  readonly loginFailures: (Error | undefined)[] = [];
  messages: DoubleMessage[] = [];
  pts = 1_500;
  kept: string | undefined;
  closed = 0;

  readonly store: SessionStore = {
    load: async () => this.kept,
    save: async (session) => {
      this.kept = session;
    },
  };

  readonly open = async (session: string | undefined): Promise<MtprotoConnection> => {
    this.logins.push(session);
    const refused = this.loginFailures.shift();
    if (refused !== undefined) throw refused;
    let login = session ?? `login-${this.logins.length}`;
    return {
      invoke: async (request) => this.answer(request),
      session: async () => login,
      moveTo: async (dataCentre) => {
        this.movedTo.push(dataCentre);
        login = `${login}@${dataCentre}`;
      },
      close: async () => {
        this.closed += 1;
      },
    };
  };

  private answer(request: MtprotoRequest): unknown {
    this.requests.push(request);
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    const channel = {
      ...{
        _: 'channel',
        id: 1_234_567_890,
        title: 'Our channel',
        username: 'our_channel',
        accessHash: 'opaque',
      },
    };
    switch (request._) {
      case 'channels.getChannels':
        if (request.id[0]?.channelId !== channel.id) throw rpcError('CHANNEL_INVALID');
        return { _: 'messages.chats', chats: [channel] };
      case 'contacts.resolveUsername':
        throw rpcError('USERNAME_NOT_OCCUPIED');
      case 'channels.getFullChannel':
        return { fullChat: { _: 'channelFull', participantsCount: 1_234, pts: this.pts }, chats: [channel] };
      case 'channels.getMessages':
        return {
          messages: request.id.map(
            ({ id }) => this.messages.find((message) => message.id === id) ?? { _: 'messageEmpty', id },
          ),
        };
    }
  }
}

/** An error as mtcute throws it. */
export function rpcError(text: string, fields: Readonly<Record<string, number>> = {}): Error {
  return Object.assign(new Error(text), { text, ...fields });
}

/** A post as Telegram describes it. */
export function doubleMessage(id: number, changes: Readonly<Record<string, unknown>> = {}): DoubleMessage {
  return {
    _: 'message',
    id,
    date: Date.parse('2026-11-20T00:00:00Z') / 1000 + id,
    message: `Post ${id}`,
    views: 1_000 + id,
    forwards: 3,
    replies: { replies: 2 },
    ...changes,
  };
}

/** A message in a private chat with the bot, as the sandbox shows it. */
export interface ChatMessage {
  readonly messageId: number;
  readonly from: 'bot' | 'user';
  readonly text: string;
  readonly photo?: { readonly url: string; readonly width: number; readonly height: number };
  readonly inlineKeyboard?: readonly (readonly {
    readonly text: string;
    readonly callback_data?: string;
  }[])[];
}

/** A channel of the sandbox. */
export interface SandboxChannel {
  readonly id: number;
  readonly title: string;
  readonly username?: string;
  readonly subscribers: number;
  readonly bot: 'none' | 'administrator' | 'kicked';
  readonly admins: readonly { readonly userId: number; readonly status: string }[];
}

/** A person of the sandbox. */
export interface SandboxUser {
  readonly id: number;
  readonly firstName: string;
}

/** What people can do in the sandbox, over its control API. */
export class SandboxClient {
  constructor(readonly url: string) {}

  state(): Promise<{ users: SandboxUser[]; channels: SandboxChannel[]; bot: { commands: unknown[] } }> {
    return this.get('/sandbox/state');
  }

  async messages(userId: number): Promise<ChatMessage[]> {
    return (await this.get<{ messages: ChatMessage[] }>(`/sandbox/chats/${userId}`)).messages;
  }

  async fromBot(userId: number): Promise<ChatMessage[]> {
    return (await this.messages(userId)).filter((message) => message.from === 'bot');
  }

  write(userId: number, text: string): Promise<unknown> {
    return this.post(`/sandbox/chats/${userId}/messages`, { text });
  }

  press(userId: number, messageId: number, data: string): Promise<unknown> {
    return this.post(`/sandbox/chats/${userId}/callback`, { messageId, data });
  }

  shareChannel(userId: number, channelId: number): Promise<unknown> {
    return this.post(`/sandbox/chats/${userId}/share-chat`, { requestId: 1, channelId });
  }

  setBot(channelId: number, byUserId: number, admin: boolean): Promise<unknown> {
    return this.post(`/sandbox/channels/${channelId}/bot`, { admin, byUserId });
  }

  block(userId: number, blocked: boolean): Promise<unknown> {
    return this.post(`/sandbox/chats/${userId}/block`, { blocked });
  }

  happen(channelId: number, event: Record<string, unknown>): Promise<{ messageId?: number }> {
    return this.post(`/sandbox/channels/${channelId}/events`, event);
  }

  calls(
    method: string,
  ): Promise<{ calls: { parameters: Record<string, string>; status: number; at: string }[] }> {
    return this.get(`/sandbox/calls?method=${method}`);
  }

  private get<T>(path: string): Promise<T> {
    return this.ask(path, {});
  }

  private post<T>(path: string, body: unknown): Promise<T> {
    return this.ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  private async ask<T>(path: string, init: RequestInit): Promise<T> {
    const response = await fetch(`${this.url}${path}`, { ...init, signal: AbortSignal.timeout(10_000) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }
}

import { eventually } from '@analyticbot/testing';
import type { ChatMessage, SandboxChannel, SandboxUser } from './sandbox-client.js';
import type { Suite } from './suite.js';

/** The person who owns the lively public channel. */
export function owner(suite: Suite): Promise<SandboxUser> {
  return personNamed(suite, 'Anna');
}

/** A person by first name. */
export async function personNamed(suite: Suite, firstName: string): Promise<SandboxUser> {
  const { users } = await suite.sandbox.state();
  return found(
    users.find((user) => user.firstName === firstName),
    firstName,
  );
}

/** A person who administers nothing. */
export async function stranger(suite: Suite): Promise<SandboxUser> {
  const { users, channels } = await suite.sandbox.state();
  const administrators = new Set(channels.flatMap((channel) => channel.admins.map(({ userId }) => userId)));
  return found(
    users.find((user) => !administrators.has(user.id)),
    'a stranger',
  );
}

/** A channel this person administers: with a public name, or without. */
export async function ownChannel(
  suite: Suite,
  userId: number,
  kind: 'public' | 'private',
): Promise<SandboxChannel> {
  const { channels } = await suite.sandbox.state();
  const own = channels.filter((channel) => channel.admins.some((one) => one.userId === userId));
  return found(
    own.find((channel) => (channel.username !== undefined) === (kind === 'public')),
    `a ${kind} channel`,
  );
}

/** The newest message of the bot that matches, as soon as there is one. */
export function lastFromBot(suite: Suite, userId: number, text: RegExp): Promise<ChatMessage> {
  return eventually(
    async () => {
      const messages = await suite.sandbox.fromBot(userId);
      const match = messages.filter((message) => text.test(message.text)).at(-1);
      if (match === undefined)
        throw new Error(`no message like ${text}; the last: ${messages.at(-1)?.text ?? 'none'}`);
      return match;
    },
    { timeoutMs: 20_000, intervalMs: 50 },
  );
}

/** The data behind a button. */
export function buttonData(message: ChatMessage, label: RegExp): string {
  const button = message.inlineKeyboard?.flat().find(({ text }) => label.test(text));
  return found(button?.callback_data, `a button like ${label}`);
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the sandbox has no ${what}`);
  return value;
}

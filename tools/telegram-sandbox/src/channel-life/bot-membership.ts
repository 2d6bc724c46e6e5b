import { unixSeconds } from '../clock/sim-clock.js';
import { type SandboxContext } from '../sandbox-context.js';
import { type Channel } from '../state/channel.js';
import { administrator, banned, outsider, type Rights } from '../state/member-rights.js';
import { type TelegramChatMember, type TelegramUser } from '../state/telegram-objects.js';

/** Somebody makes the bot an administrator; without `rights` with all of an ordinary one. */
export function promoteBot(
  sandbox: SandboxContext,
  channel: Channel,
  by: TelegramUser,
  rights?: Rights,
): void {
  change(sandbox, channel, by, administrator(sandbox.world.bot, rights));
}

/** Somebody takes the bot out of the channel; `ban`: it is removed and banned. */
export function removeBot(sandbox: SandboxContext, channel: Channel, by: TelegramUser, ban: boolean): void {
  change(sandbox, channel, by, ban ? banned(sandbox.world.bot) : outsider(sandbox.world.bot));
}

function change(sandbox: SandboxContext, channel: Channel, by: TelegramUser, next: TelegramChatMember): void {
  // What happened before belongs to the old membership.
  sandbox.feed.tell(channel);
  const old = channel.bot;
  if (JSON.stringify(old) === JSON.stringify(next)) return;
  channel.bot = next;
  channel.metBot ||= channel.botIsAdmin;
  sandbox.queue.push({
    my_chat_member: {
      chat: channel.chat,
      from: by,
      date: unixSeconds(sandbox.clock.now()),
      old_chat_member: old,
      new_chat_member: next,
    },
  });
  sandbox.world.events.stateChanged();
}

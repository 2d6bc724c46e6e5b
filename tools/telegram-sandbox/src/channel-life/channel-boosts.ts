import { unixSeconds } from '../clock/sim-clock.js';
import { type BoostChange } from '../control/control.schema.js';
import { type SandboxContext } from '../sandbox-context.js';
import { type Channel } from '../state/channel.js';
import { type ChatBoost } from '../state/telegram-objects.js';

const daySeconds = 86_400;

/** Gives the channel a boost, prolongs it, or takes it back, and tells the bot if it administers the channel. */
export function changeBoost(sandbox: SandboxContext, channel: Channel, change: BoostChange): void {
  sandbox.feed.tell(channel);
  const date = unixSeconds(channel.momentFor(sandbox.clock.now()));
  const tell = (body: Record<string, unknown>) => {
    if (channel.botIsAdmin) sandbox.queue.push(body);
  };
  if (change.kind === 'boost') {
    const boost_id = change.boostId ?? `boost-${channel.boosts.size + 1}-${date}`;
    const known = channel.boosts.get(boost_id);
    const boost: ChatBoost = {
      boost_id,
      add_date: known?.add_date ?? date,
      expiration_date: (known?.expiration_date ?? date) + Math.round(change.days * daySeconds),
      source: { source: change.source },
    };
    channel.boosts.set(boost_id, boost);
    tell({ chat_boost: { chat: channel.chat, boost } });
  } else {
    const id = change.boostId ?? [...channel.boosts.keys()].at(-1);
    const boost = id === undefined ? undefined : channel.boosts.get(id);
    if (boost === undefined) return;
    channel.boosts.delete(boost.boost_id);
    const { boost_id, source } = boost;
    tell({ removed_chat_boost: { chat: channel.chat, boost_id, remove_date: date, source } });
  }
  sandbox.world.events.stateChanged();
}

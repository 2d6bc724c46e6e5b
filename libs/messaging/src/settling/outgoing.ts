import { maxPendingRequests } from '../client/pending-requests.js';
import { takesMany, workGroup } from '../redis/keys.js';
import type { Script } from '../redis/script.js';
import { pieces } from '../redis/turn-buffer.js';
import { turnScript } from '../scripts/turn.lua.js';

/** A client that reads renews nothing itself: every answer prolongs its stream by this much. */
const replyStreamLastsMs = 60_000;
/** Few enough that one call neither blocks Redis for long nor, at the default payload limit, makes a command of more than 32 MB. */
const answersAtOnce = 100;
/** Characters of answers that share an entry: a client reads several hundred entries at once. */
const packedUpTo = 65_536;
/** Lua unpacks some thousand arguments at most. */
const idsAtOnce = 1_000;

/** An answer, JSON, and the stream it goes to; given up after `deadline` (Redis' time, in milliseconds). */
export interface Answer {
  readonly replyTo: string;
  readonly json: string;
  readonly deadline: number;
}

/** A script of the queue's own keys. */
export interface Call {
  readonly script: Script;
  readonly keys: readonly string[];
  readonly args: readonly (string | number)[];
}

/** What is to be written about an entry. What is written, or given up, becomes undefined. */
export interface Outgoing {
  answer: Answer | undefined;
  /** Its end: the id of what is acknowledged, or a script that ends it. */
  end: string | Call | undefined;
  /** Called once when nothing is left to be written. */
  readonly done: () => void;
}

/** One command, and what it writes of which items. */
export interface Command extends Call {
  readonly writes: 'answer' | 'end';
  readonly items: readonly Outgoing[];
}

/** The commands that write what is left of these items: the answers of each asker, then the acknowledgements of `stream`. */
export function commandsOf(items: readonly Outgoing[], stream: string): Command[] {
  const answered = new Map<string, Outgoing[]>();
  const acknowledged: Outgoing[] = [];
  const calls: Command[] = [];
  for (const item of items) {
    const { answer, end } = item;
    if (answer) {
      const known = answered.get(answer.replyTo);
      if (known) known.push(item);
      else answered.set(answer.replyTo, [item]);
    }
    if (typeof end === 'string') acknowledged.push(item);
    else if (end) calls.push({ ...end, writes: 'end', items: [item] });
  }
  const commands: Command[] = [];
  for (const [replyTo, all] of answered) {
    for (const some of pieces(all, answersAtOnce)) commands.push(answering(replyTo, some));
  }
  for (const some of pieces(acknowledged, idsAtOnce)) {
    const ids = some.map(({ end }) => end as string);
    commands.push({
      ...{ script: turnScript, keys: [stream], args: ['acknowledge', workGroup, ...ids] },
      ...{ writes: 'end', items: some },
    });
  }
  return commands.concat(calls);
}

function answering(replyTo: string, items: readonly Outgoing[]): Command {
  const answers = items.map(({ answer }) => answer?.json ?? '');
  const [field, values] = takesMany(replyTo) ? ['rs', packed(answers)] : ['r', answers];
  return {
    ...{ script: turnScript, keys: [replyTo], writes: 'answer', items },
    args: ['answer', maxPendingRequests, replyStreamLastsMs, field, ...values],
  };
}

/** JSON arrays of the answers, each as long as it may be. */
function packed(answers: readonly string[]): string[] {
  const packs: string[] = [];
  let pack = '';
  for (const json of answers) {
    if (pack !== '' && pack.length + json.length > packedUpTo) {
      packs.push(`[${pack}]`);
      pack = '';
    }
    pack += pack === '' ? json : `,${json}`;
  }
  return [...packs, `[${pack}]`];
}

import { eventually } from '@analyticbot/testing';
import { lastFromBot, owner, ownChannel, personNamed } from './suite/people.js';
import { startSuite, webhookSecret, type ServiceName, type Suite } from './suite/suite.js';

/** Updates sent over a run; a person each, so that Telegram's limit for one chat does not slow the run down. */
const people = 40;
const posts = 60;

describe('kill -9 during traffic', () => {
  let suite: Suite;
  let channelId: number;

  beforeAll(async () => {
    suite = await startSuite({ webhook: true });
    const anna = await owner(suite);
    const channel = await ownChannel(suite, anna.id, 'public');
    channelId = channel.id;
    await suite.sandbox.write(anna.id, '/start');
    await lastFromBot(suite, anna.id, /choose your channel/);
    await suite.sandbox.shareChannel(anna.id, channelId);
    await lastFromBot(suite, anna.id, /first report of .* is ready/);
  });
  afterAll(() => suite?.stop());

  /** Posts as Telegram does: again and again until it gets a 200. */
  const deliver = async (update: Record<string, unknown>): Promise<void> => {
    await eventually(
      async () => {
        const response = await fetch(`${suite.urls['bot-gateway']}/telegram/webhook`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': webhookSecret },
          body: JSON.stringify(update),
          signal: AbortSignal.timeout(3_000),
        });
        expect(response.status).toBe(200);
      },
      { timeoutMs: 45_000, intervalMs: 100 },
    );
  };

  const post = (base: number, index: number) => ({
    update_id: base + index,
    channel_post: {
      message_id: base + index,
      date: Math.floor(Date.now() / 1000),
      chat: { id: channelId, type: 'channel', title: 'Channel' },
      text: `post ${base + index}`,
    },
  });

  const join = (base: number, index: number) => ({
    update_id: base + 10_000 + index,
    chat_member: {
      chat: { id: channelId, type: 'channel', title: 'Channel' },
      from: { id: base + index, is_bot: false, first_name: 'J' },
      date: Math.floor(Date.now() / 1000),
      old_chat_member: { status: 'left', user: { id: base + index, is_bot: false, first_name: 'J' } },
      new_chat_member: { status: 'member', user: { id: base + index, is_bot: false, first_name: 'J' } },
    },
  });

  // A person each: a message of which a killed gateway could not note that Telegram had taken it (one Redis write) is repeated
  // seconds later, and must not be counted as another case's.
  it.each<[ServiceName, number, string]>([
    ['analytics-worker', 1_000_000, 'Anna'],
    ['bot-gateway', 2_000_000, 'Rustam'],
    ['performance-monitor', 3_000_000, 'Ольга'],
  ])('of %s loses and doubles nothing', async (service, base, name) => {
    const person = await personNamed(suite, name);
    const { rows: before } = await suite.postgres.pool.query(
      `SELECT coalesce(sum(joins), 0)::int AS joins FROM channel_daily WHERE channel_id = $1`,
      [channelId],
    );
    const helpBefore = (await suite.sandbox.fromBot(person.id)).filter(({ text }) =>
      /What I can do/.test(text),
    ).length;

    const traffic = (async () => {
      for (let index = 0; index < posts; index += 1) {
        await deliver(post(base, index));
        if (index < people) await deliver(join(base, index));
        if (index === 20) await suite.sandbox.write(person.id, '/help');
      }
    })();
    await eventually(
      async () => {
        const { rows } = await suite.postgres.pool.query(`SELECT 1 FROM posts WHERE message_id = $1`, [base]);
        expect(rows).toHaveLength(1);
      },
      { timeoutMs: 20_000 },
    );
    await suite.kill9(service);
    await suite.restart(service);
    await traffic;

    await eventually(
      async () => {
        const { rows } = await suite.postgres.pool.query(
          `SELECT count(*)::int AS posts, count(DISTINCT message_id)::int AS different FROM posts
           WHERE channel_id = $1 AND message_id BETWEEN $2::int AND $3::int`,
          [channelId, base, base + posts - 1],
        );
        expect(rows).toEqual([{ posts, different: posts }]);
      },
      { timeoutMs: 45_000, intervalMs: 200 },
    );
    await eventually(
      async () => {
        const { rows } = await suite.postgres.pool.query(
          `SELECT count(*)::int AS joins FROM membership_events WHERE channel_id = $1 AND update_id BETWEEN $2 AND $3`,
          [channelId, base + 10_000, base + 10_000 + people - 1],
        );
        expect(rows).toEqual([{ joins: people }]);
      },
      { timeoutMs: 45_000, intervalMs: 200 },
    );
    // The rollup counted each join once, whatever was delivered or processed twice; the simulated channel adds its own.
    const { rows: after } = await suite.postgres.pool.query(
      `SELECT coalesce(sum(joins), 0)::int AS joins,
              (SELECT count(*)::int FROM membership_events WHERE channel_id = $1 AND kind = 'join') AS events
       FROM channel_daily WHERE channel_id = $1`,
      [channelId],
    );
    const counted = after[0] as { joins: number; events: number };
    expect(counted.joins).toBe(counted.events);
    expect(counted.joins).toBeGreaterThanOrEqual((before[0] as { joins: number }).joins + people);

    await eventually(
      async () => {
        const help = (await suite.sandbox.fromBot(person.id)).filter(({ text }) =>
          /What I can do/.test(text),
        );
        expect(help).toHaveLength(helpBefore + 1);
      },
      { timeoutMs: 45_000, intervalMs: 200 },
    );
  });
});

import { eventually } from '@analyticbot/testing';
import { buttonData, lastFromBot, owner, ownChannel, stranger } from './suite/people.js';
import { startSuite, type Suite } from './suite/suite.js';

describe.each([
  ['by polling', false],
  ['by webhook, with the least rights', true],
])('from /start to a chart, %s', (_name, webhook) => {
  let suite: Suite;
  beforeAll(async () => {
    suite = await startSuite({ webhook, leastRights: webhook });
  });
  afterAll(() => suite?.stop());

  it('offers the channel picker at /start', async () => {
    const anna = await owner(suite);
    await suite.sandbox.write(anna.id, '/start');
    const welcome = await lastFromBot(suite, anna.id, /choose your channel/);
    expect(welcome.text).toContain('Hello');
  });

  it('connects a chosen channel and says what it can and can not see', async () => {
    const anna = await owner(suite);
    const channel = await ownChannel(suite, anna.id, 'public');
    await suite.sandbox.shareChannel(anna.id, channel.id);
    const added = await lastFromBot(suite, anna.id, /is connected/);
    expect(added.text).toContain(channel.title);
    expect(added.text).toContain('views and posts of the last 30 days');
    expect(added.text).toContain('Telegram keeps no history for bots');
    // The picker and the change of rights announce the same connection: one message.
    const all = (await suite.sandbox.fromBot(anna.id)).filter(({ text }) => /is connected/.test(text));
    expect(all).toHaveLength(1);
  });

  it('tells when the first report is ready, once', async () => {
    const anna = await owner(suite);
    await lastFromBot(suite, anna.id, /first report of .* is ready/);
  });

  it('answers the button with a picture and true figures', async () => {
    const anna = await owner(suite);
    const channel = await ownChannel(suite, anna.id, 'public');
    const ready = await lastFromBot(suite, anna.id, /first report of .* is ready/);
    await suite.sandbox.press(anna.id, ready.messageId, buttonData(ready, /Show report/));
    const report = await lastFromBot(suite, anna.id, /Average reach/);
    expect(report.photo?.width).toBeGreaterThan(600);
    const shown = Number(/Subscribers: ([\d,]+)/.exec(report.text)?.[1]?.replaceAll(',', ''));
    const { subscribers } = await ownChannel(suite, anna.id, 'public');
    // The count moves while we look; it was read within the last minute.
    expect(Math.abs(shown - subscribers)).toBeLessThan(Math.max(20, channel.subscribers * 0.01));
    expect(report.text).toMatch(/ERR: [\d.]+%/);
    expect(report.text).not.toMatch(/: 0\b/);
  });

  it('shows where the figures come from in place of them', async () => {
    const anna = await owner(suite);
    const report = await lastFromBot(suite, anna.id, /Average reach/);
    await suite.sandbox.press(anna.id, report.messageId, buttonData(report, /Where the figures/));
    const sources = await lastFromBot(suite, anna.id, /where the figures come from/);
    expect(sources.messageId).toBe(report.messageId);
    expect(sources.text).toMatch(/Average reach, ERR: public page \(rounded\);.*data for (\d+) of \1 posts/);
    // Nobody watched the posts when they were a day old; a source for views there is.
    expect(sources.text).toMatch(
      /Change 30 d, Reach at 24 h, Best hour: not available, because I have not watched long enough yet/,
    );
  });

  it('shows a stranger nothing', async () => {
    const nobody = await stranger(suite);
    const anna = await owner(suite);
    const channel = await ownChannel(suite, anna.id, 'public');
    await suite.sandbox.write(nobody.id, `/stats @${channel.username}`);
    const answer = await lastFromBot(suite, nobody.id, /no channels here yet/);
    expect(answer.text).not.toContain(channel.title);
  });

  it('shows the right form for nonsense arguments', async () => {
    const anna = await owner(suite);
    await suite.sandbox.write(anna.id, '/stats 12; DROP TABLE');
    await lastFromBot(suite, anna.id, /Use it like this: \/stats/);
    await suite.sandbox.write(anna.id, '/nonsense');
    await lastFromBot(suite, anna.id, /don't know that command/);
    await suite.sandbox.write(anna.id, 'how are we doing?');
    await lastFromBot(suite, anna.id, /understand commands and buttons only/);
  });

  it('follows what happens in the channel', async () => {
    const anna = await owner(suite);
    const channel = await ownChannel(suite, anna.id, 'public');
    const { messageId } = await suite.sandbox.happen(channel.id, {
      kind: 'post',
      text: 'Fresh from the press',
    });
    await suite.sandbox.happen(channel.id, { kind: 'join', count: 3 });
    await eventually(
      async () => {
        const { rows } = await suite.postgres.pool.query(
          `SELECT excerpt FROM posts WHERE channel_id = $1 AND message_id = $2`,
          [channel.id, messageId],
        );
        expect(rows).toEqual([{ excerpt: 'Fresh from the press' }]);
      },
      { timeoutMs: 15_000 },
    );
    await eventually(
      async () => {
        const { rows } = await suite.postgres.pool.query(
          `SELECT count(*)::int AS joins FROM membership_events WHERE channel_id = $1 AND kind = 'join'`,
          [channel.id],
        );
        expect((rows[0] as { joins: number }).joins).toBeGreaterThanOrEqual(3);
      },
      { timeoutMs: 15_000 },
    );
  });

  it('says so when it loses its rights, and shows nothing more', async () => {
    const anna = await owner(suite);
    const channel = await ownChannel(suite, anna.id, 'public');
    await suite.sandbox.setBot(channel.id, anna.id, false);
    await lastFromBot(suite, anna.id, /no longer an administrator of/);
    await suite.sandbox.write(anna.id, `/stats @${channel.username}`);
    await lastFromBot(suite, anna.id, /not an administrator of that channel/);
  });

  it('goes on when it gets its rights back', async () => {
    const anna = await owner(suite);
    const channel = await ownChannel(suite, anna.id, 'public');
    await suite.sandbox.setBot(channel.id, anna.id, true);
    await eventually(
      async () => {
        const { rows } = await suite.postgres.pool.query('SELECT status FROM channels WHERE id = $1', [
          channel.id,
        ]);
        expect(rows).toEqual([{ status: 'active' }]);
      },
      { timeoutMs: 15_000 },
    );
    const told = (await suite.sandbox.fromBot(anna.id)).filter(({ text }) => /no longer an admin/.test(text));
    expect(told).toHaveLength(1);
  });

  it('leaves a person alone who blocks it, until they are back', async () => {
    const anna = await owner(suite);
    const blocked = async () => {
      const { rows } = await suite.postgres.pool.query('SELECT blocked_at FROM users WHERE id = $1', [
        anna.id,
      ]);
      return (rows[0] as { blocked_at: Date | null } | undefined)?.blocked_at != null;
    };
    await suite.sandbox.block(anna.id, true);
    await eventually(async () => expect(await blocked()).toBe(true), { timeoutMs: 15_000 });
    await suite.sandbox.block(anna.id, false);
    await suite.sandbox.write(anna.id, '/start');
    await eventually(async () => expect(await blocked()).toBe(false), { timeoutMs: 15_000 });
  });

  it('counts a boost', async () => {
    const anna = await owner(suite);
    const channel = await ownChannel(suite, anna.id, 'public');
    await suite.sandbox.happen(channel.id, { kind: 'boost' });
    await eventually(
      async () => {
        const { rows } = await suite.postgres.pool.query(
          'SELECT count(*)::int AS boosts FROM channel_boosts WHERE channel_id = $1',
          [channel.id],
        );
        expect(rows).toEqual([{ boosts: 1 }]);
      },
      { timeoutMs: 15_000 },
    );
    await suite.sandbox.write(anna.id, `/stats @${channel.username}`);
    await lastFromBot(suite, anna.id, /Boosts: at least 1/);
  });

  it('asks of Redis nothing that its users are denied', async () => {
    const report = await fetch(`${suite.urls['performance-monitor']}/performance/report`);
    expect(report.status).toBe(200);
    for (const server of [suite.redis, suite.cacheRedis]) {
      const denied = ((await server?.client().call('acl', 'log')) ?? []) as unknown[][];
      expect(denied.map((entry) => [entry[5], entry[7], entry[9]])).toEqual([]);
    }
  });
});

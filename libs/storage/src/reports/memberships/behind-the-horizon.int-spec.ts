import { createPool, Database, type ManagedPool } from '@analyticbot/pooling';
import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import { ChannelEventsRepository } from '../../events/channel-events.repository.js';
import type { MembershipEvent } from '../../events/event.types.js';
import { ensurePartitions } from '../../partitions/ensure-partitions.sql.js';
import { retireMonths } from '../../partitions/retention/retire-months.sql.js';
import { settleLinks } from '../../rollups/links/settle-links.sql.js';
import { migrate } from '../../schema/migrate.js';
import { SnapshotsRepository } from '../../snapshots/snapshots.repository.js';
import { FiguresRepository } from '../figures/figures.repository.js';
import { ReportsRepository } from '../reports.repository.js';

const now = new Date('2026-11-25T12:00:00Z');
const hour = 3_600_000;
const day = 24 * hour;
const channelId = '-1001';
const start = Date.parse('2026-06-20T00:00:00Z');
const horizon = new Date('2026-08-01T00:00:00Z');

/** Nearly five months in steps of 53 minutes: joins by two links and by none, some of whom leave after 20 hours, 5, 20 or 60 days. */
const stays = [20 * hour, 5 * day, 20 * day, 60 * day, null, null];
const [ad, plain] = ['https://t.me/+ad', 'https://t.me/+plain'] as const;
const links = [ad, plain, null];
const memberships = Array.from({ length: 4_200 }, (_, index): MembershipEvent[] => {
  const at = new Date(start + index * 53 * 60_000);
  const member = { channelId, memberHash: Buffer.from(String(index % 1_900)), via: null };
  const stay = stays[index % stays.length] ?? null;
  const leftAt = stay === null ? undefined : new Date(+at + stay);
  const inviteLink = links[(index >> 3) % links.length] ?? null;
  return [
    { ...member, updateId: String(index * 2), at, kind: 'join', inviteLink },
    ...(leftAt === undefined || leftAt > now
      ? []
      : [
          {
            ...member,
            updateId: String(index * 2 + 1),
            at: leftAt,
            kind: 'leave' as const,
            inviteLink: null,
          },
        ]),
  ];
})
  .flat()
  .filter(({ at }) => at < now);

/** What was reported between two moments, from the events themselves. */
const reported = (from: Date, to: Date) => {
  const within = memberships.filter(({ at }) => at >= from && at < to);
  const joins = within.filter(({ kind }) => kind === 'join').length;
  return { joins, leaves: within.length - joins };
};
/** The joins by a link, and how many of them were over within a day, a week and thirty days. */
const joined = (link: string, { from, to }: { from: Date; to: Date }) => {
  const joins = memberships.filter((one) => one.inviteLink === link && one.at >= from && one.at < to);
  const stayed = joins.map(({ updateId }) => stays[(Number(updateId) / 2) % stays.length] ?? Infinity);
  return {
    ...{ link, joins: joins.length },
    left: [1, 7, 30].map((days) => stayed.filter((stay) => stay <= days * day).length),
  };
};
const at = (time: string) => new Date(`2026-${time}Z`);
const windowOf = (from: string, to: string) => ({ from: at(from), to: at(to) });

describe('joins and leaves behind the retention horizon', () => {
  let server: TestPostgres;
  let pool: ManagedPool;
  let database: Database;
  let reports: ReportsRepository;

  let figures: FiguresRepository;

  const windows = {
    'wholly kept': windowOf('09-01T10:20:00', '11-20T10:40:00'),
    'wholly retired, whole hours': windowOf('06-21T07:00:00', '07-20T15:00:00'),
    'wholly retired, whole days': windowOf('06-21T00:00:00', '07-01T00:00:00'),
    'wholly retired, within a day': windowOf('07-03T03:00:00', '07-03T15:00:00'),
    'wholly retired, over midnight': windowOf('07-03T22:00:00', '07-04T03:00:00'),
    'up to the horizon': windowOf('07-30T23:00:00', '08-01T00:00:00'),
    'from the horizon on': windowOf('08-01T00:00:00', '08-02T07:00:00'),
    'across the horizon': windowOf('07-15T05:00:00', '09-03T10:31:27.5'),
    everything: { from: new Date(0), to: new Date('2027-01-01T00:00:00Z') },
    nothing: windowOf('07-03T22:00:00', '07-03T22:00:00'),
  };
  /** Of each link: who joined in the window, and how many had left after a day, a week and thirty days; and since when the first did. */
  const cohorts = async (window: { from: Date; to: Date }) => {
    const found = await figures.members(
      channelId,
      [ad, plain].map((link) => ({ link, window })),
    );
    return [ad, plain].map((link) => {
      const kept = found.members.filter((member) => member.link === link);
      const settled = found.settled.find((one) => one.link === link);
      const left = (days: 1 | 7 | 30) =>
        (settled?.leftWithin[days] ?? 0) +
        kept.filter(({ joinedAt, leftAt }) => leftAt !== null && +leftAt - +joinedAt <= days * day).length;
      const first = Math.min(...kept.map(({ joinedAt }) => +joinedAt), +(settled?.firstAt ?? now));
      return {
        ...{ link, joins: kept.length + (settled?.joins ?? 0), left: [left(1), left(7), left(30)] },
        firstHour: Math.floor(first / hour),
      };
    });
  };
  const linked = async (window: { from: Date; to: Date }) => ({
    links: await figures.links(channelId, window),
    hours: await figures.joinsByHour(channelId, window),
    cohorts: await cohorts(window),
  });
  const counted = async () => {
    const found: Record<string, unknown> = {};
    for (const [name, window] of Object.entries(windows))
      found[name] = { ...(await reports.membership(channelId, window)), ...(await linked(window)) };
    return { ...found, linksKnownSince: await figures.linksKnownSince(channelId) };
  };
  /** Counts twice an hour: both are an hour's first or last. */
  const counts = ['06-25T10:10:00', '06-25T10:50:00', '07-31T23:40:00', '08-01T00:30:00'].map(
    (time, index) => ({
      ...{ channelId, takenAt: at(time), source: 'bot-api' as const, subscribers: 100 + index },
    }),
  );
  const moments = [
    ...[
      '06-25T10:00:00',
      '06-25T10:30:00',
      '06-25T10:31:00',
      '06-25T10:50:00',
      '06-25T11:30:00',
      '06-25T12:00:00',
    ],
    ...['07-31T23:59:00', '08-01T00:04:00', '08-01T00:06:00', '08-01T00:45:00'],
  ].map((time) => ({ at: at(time), toleranceMs: 0.75 * hour }));
  const nearest = async () =>
    (await reports.nearestSubscribers(channelId, moments)).map((one) => one && [one.at, one.subscribers]);
  let nearestBefore: unknown;
  let before: Record<string, unknown>;
  let interrupted: Record<string, unknown>;

  beforeAll(async () => {
    server = await startTestPostgres();
    await migrate(server.url, { now, monthsAhead: 1 });
    pool = createPool({ url: server.url, poolMin: 0, poolMax: 4 });
    database = new Database(pool);
    reports = new ReportsRepository(database);
    figures = new FiguresRepository(database);
    for (const month of ['07-15', '09-15']) await ensurePartitions(database, 1, at(`${month}T00:00:00`));
    await new ChannelEventsRepository(database).store({ memberships });
    await new SnapshotsRepository(database).storeChannel(...counts);
    nearestBefore = await nearest();
    before = await counted();
    // A run that ended after its links were settled, and before it said so.
    await database.query(`INSERT INTO retention_horizons VALUES ('membership_events', $1)`, [horizon]);
    await settleLinks(database);
    await database.query(`DELETE FROM retention_horizons WHERE table_name = 'link_hourly'`);
    interrupted = await counted();
    const { retired, postponed } = await retireMonths(database, {}, now);
    expect(retired).toContain('membership_events_2026_07');
    expect(postponed).toEqual([]);
    expect(await database.query('SELECT FROM membership_events WHERE at < $1 LIMIT 1', [horizon])).toEqual(
      [],
    );
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  it('are the same as before their raw rows were retired', async () => {
    const across = windows['across the horizon'];
    expect(before['across the horizon']).toMatchObject({
      ...{ ...reported(across.from, across.to), ...across },
      cohorts: [joined(ad, across), joined(plain, across)],
    });
    expect(before['linksKnownSince']).toBeNull();
    expect(await counted()).toEqual(before);
  });

  it('are compared with the same counts of subscribers', async () => {
    const [ten, tenToEleven, midnight, halfPast] = counts.map(({ takenAt, subscribers }) => [
      takenAt,
      subscribers,
    ]);
    expect(nearestBefore).toEqual([
      ...[ten, ten, tenToEleven, tenToEleven, tenToEleven, null],
      ...[midnight, midnight, halfPast, halfPast],
    ]);
    // What is kept goes before what is a little nearer and is not.
    expect((await nearest()).slice(0, -4)).toEqual((nearestBefore as unknown[]).slice(0, -4));
    expect((await nearest()).slice(-4)).toEqual([halfPast, halfPast, halfPast, halfPast]);
  });

  it('are the same after a run that was interrupted', () => {
    expect(interrupted).toEqual(before);
  });

  it('count an hour whole that an end behind the horizon lies in, and say so', async () => {
    const outer = windowOf('07-03T05:00:00', '07-05T09:00:00');
    expect(await reports.membership(channelId, windowOf('07-03T05:59:59', '07-05T08:00:00.001'))).toEqual({
      ...reported(outer.from, outer.to),
      ...outer,
    });
    const kept = windowOf('07-31T23:59:59', '08-03T08:31:00');
    expect(await reports.membership(channelId, kept)).toEqual({
      ...reported(at('07-31T23:00:00'), kept.to),
      ...{ from: at('07-31T23:00:00'), to: kept.to },
    });
    expect(await reports.membership('-1', kept)).toMatchObject({ joins: 0, leaves: 0 });
  });

  it('are counted once while a retired month is still there', async () => {
    await database.query(
      `UPDATE retention_horizons SET horizon = '2026-09-01Z' WHERE table_name = 'membership_events'`,
    );
    expect(await counted()).toEqual(before);
    // As when the month's detach is postponed.
    await settleLinks(database);
    expect(await counted()).toEqual(before);
    await database.query('UPDATE retention_horizons SET horizon = $1', [horizon]);
    await database.query('DELETE FROM link_hourly WHERE hour >= $1', [horizon]);
  });

  it('say since when links are known where joins were retired without being settled', async () => {
    await database.query(`DELETE FROM link_hourly WHERE link = $1 AND hour < '2026-07-10T23:00Z'`, [ad]);
    expect(await figures.linksKnownSince(channelId)).toEqual(at('07-11T00:00:00'));
    await database.query('DELETE FROM link_hourly');
    expect(await figures.linksKnownSince(channelId)).toEqual(horizon);
    expect(await figures.linksKnownSince('-1')).toBeNull();
  });
});

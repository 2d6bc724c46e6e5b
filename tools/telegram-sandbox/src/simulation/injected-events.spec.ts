import { SimulationEventError, createChannelSimulation } from './index.js';

const bornAt = new Date('2026-09-01T00:00:00Z');
const hour = 3_600_000;
const day = 24 * hour;
const after = (ms: number): Date => new Date(bornAt.getTime() + ms);
const now = after(30 * day + 12.5 * hour);
const later = (ms: number): Date => new Date(now.getTime() + ms);
const channel = () => createChannelSimulation({ id: -1002, seed: 7, bornAt, subscribersAtBirth: 5000 });
const inviteLink = 'https://t.me/+campaign';

const past = (sim: ReturnType<typeof channel>) =>
  JSON.stringify({
    messages: sim.messagesBefore(now, 1000).map((m) => ({ ...m, edits: undefined, deletedAt: undefined })),
    members: sim.membershipBetween(bornAt, now),
  });

describe('an injected event', () => {
  it('never changes what was before it', () => {
    const sim = channel();
    sim.subscribersAt(later(5 * day));
    sim.postsBetween(bornAt, later(5 * day));
    const before = past(sim);
    const at = later(1);
    const [post] = sim.postsBetween(bornAt, now);
    sim.inject({ type: 'join', at, count: 40 });
    sim.inject({ type: 'leave', at, count: 10 });
    sim.inject({ type: 'campaign-burst', at, inviteLink, joins: 300 });
    sim.inject({ type: 'post', at, text: 'By hand' });
    sim.inject({ type: 'edit', at, messageId: post?.messageId ?? 0, text: 'Changed' });
    sim.inject({ type: 'invite-link', at, inviteLink });
    expect(past(sim)).toBe(before);
  });

  it('survives the journal: restored, the channel is the same, also later', () => {
    const sim = channel();
    const { messageId } = sim.inject({
      type: 'post',
      at: now,
      kind: 'album',
      items: 4,
      text: 'Four pictures',
    });
    sim.inject({ type: 'campaign-burst', at: later(hour), inviteLink, joins: 200 });
    sim.inject({ type: 'reaction', at: later(hour), messageId: messageId ?? 0, emoji: '🦄', count: 12 });
    sim.inject({ type: 'views-drop', at: later(hour), from: now, until: later(3 * day) });
    sim.inject({ type: 'leave', at: later(2 * hour), count: 30 });
    sim.inject({ type: 'pin', at: later(2 * hour), messageId: messageId ?? 0 });
    sim.inject({ type: 'edit', at: later(3 * hour), messageId: (messageId ?? 0) + 2, text: 'Four, edited' });

    const restored = channel();
    restored.inject({ type: 'join', at: now, count: 999 });
    restored.restore(JSON.parse(JSON.stringify(sim.journal())) as unknown[]);

    const end = later(20 * day);
    const all = (s: typeof sim) => [
      s.messagesBefore(end, 1000),
      s.membershipBetween(bornAt, end),
      s.postsBetween(bornAt, end).map((post) => [s.viewsAt(post, end), s.reactionsAt(post, end)]),
    ];
    expect(all(restored)).toEqual(all(sim));
    expect(restored.journal()).toEqual(sim.journal());
  });

  it('post: takes the next ids and fares like a post', () => {
    const sim = channel();
    const newest = sim.messagesBefore(now, 1)[0]?.messageId ?? 0;
    const { messageId } = sim.inject({ type: 'post', at: now, kind: 'album', items: 3, text: 'Hello' });
    const post = sim.postById((messageId ?? 0) + 2, now);
    expect(post).toMatchObject({ messageId, text: 'Hello', kind: 'album', at: now });
    expect(post?.albumIds).toHaveLength(3);
    expect(messageId).toBeGreaterThan(newest);
    expect(sim.postsBetween(later(-1), now)).toEqual([post]);
    if (post) expect(sim.viewsAt(post, later(day))).toBeGreaterThan(500);
  });

  it('join and leave: by number, or by name, once', () => {
    const sim = channel();
    const start = sim.subscribersAt(now);
    sim.inject({ type: 'join', at: now, count: 25, inviteLink });
    sim.inject({ type: 'join', at: now, userId: 42 });
    sim.inject({ type: 'join', at: now, userId: 42 });
    sim.inject({ type: 'leave', at: now, count: 5 });
    sim.inject({ type: 'leave', at: now, userId: 42 });
    sim.inject({ type: 'leave', at: now, userId: 42 });
    const events = sim.membershipBetween(later(-1), now);
    expect(sim.subscribersAt(now)).toBe(start + 20);
    expect(events.filter((event) => event.inviteLink === inviteLink)).toHaveLength(25);
    expect(events.filter(({ userId }) => userId === 42).map(({ kind }) => kind)).toEqual(['join', 'leave']);
  });

  it('invite link: brings its share of the joins from then on', () => {
    const sim = channel();
    sim.inject({ type: 'invite-link', at: now, inviteLink, share: 0.5 });
    const joins = sim.membershipBetween(now, later(30 * day)).filter(({ kind }) => kind === 'join');
    const share = joins.filter((join) => join.inviteLink === inviteLink).length / joins.length;
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.6);
    expect(sim.membershipBetween(bornAt, now).some((event) => event.inviteLink)).toBe(false);
  });

  it('campaign burst: joins within hours, part of whom leave within days', () => {
    const sim = channel();
    sim.inject({
      type: 'campaign-burst',
      at: now,
      inviteLink,
      joins: 1000,
      hours: 4,
      leaveShare: 0.4,
      leaveWithinDays: 3,
    });
    const events = sim.membershipBetween(now, later(4 * day));
    const guests = events.filter((event) => event.inviteLink === inviteLink);
    const ids = new Set(guests.map(({ userId }) => userId));
    const leavers = events.filter(({ kind, userId }) => kind === 'leave' && ids.has(userId));
    expect(guests).toHaveLength(1000);
    expect(guests.at(-1)?.at.getTime()).toBeLessThanOrEqual(later(4 * hour + 2000).getTime());
    expect(leavers.length).toBeGreaterThan(330);
    expect(leavers.length).toBeLessThan(500);
  });

  it('views drop: posts of the period get a fraction, views already there stay', () => {
    const [sim, calm] = [channel(), channel()];
    sim.inject({ type: 'views-drop', at: now, from: after(29 * day), until: later(3 * day), fraction: 0.2 });
    const ratio = (from: Date, to: Date) =>
      sim
        .postsBetween(from, to)
        .map((post) => sim.viewsAt(post, later(20 * day)) / calm.viewsAt(post, later(20 * day)));
    for (const fresh of ratio(now, later(3 * day))) expect(fresh).toBeCloseTo(0.2, 2);
    for (const old of ratio(after(29 * day), now)) expect(old).toBeGreaterThan(0.2);
    for (const other of ratio(bornAt, after(28 * day))) expect(other).toBe(1);
    for (const post of sim.postsBetween(bornAt, now))
      expect(sim.viewsAt(post, now)).toBe(calm.viewsAt(post, now));
  });

  it('reaction, edit, delete: change one post from their moment on', () => {
    const sim = channel();
    const post = sim.postsBetween(bornAt, now).at(-3);
    if (!post) throw new Error('The channel has posts.');
    const { messageId } = post;
    sim.inject({ type: 'reaction', at: now, messageId, emoji: '🦄', count: 3 });
    sim.inject({ type: 'edit', at: now, messageId, text: 'New words' });
    sim.inject({ type: 'delete', at: later(hour), messageId });
    const edited = sim.postById(messageId, now);
    expect(sim.reactionsAt(post, now)['🦄']).toBe(3);
    expect(sim.reactionsAt(post, later(-1))['🦄']).toBeUndefined();
    expect(edited && sim.textOf(edited, now)).toBe('New words');
    expect(edited && sim.textOf(edited, later(-1))).toBe(post.text);
    expect(sim.editsBetween(later(-1), now).map(({ text }) => text)).toEqual(['New words']);
    expect(sim.postById(messageId, later(hour))).toBeUndefined();
    expect(sim.messagesBefore(later(hour), 100).map((m) => m.messageId)).not.toContain(messageId);
  });

  it('delete: a post that is gone is not edited any more', () => {
    const sim = channel();
    const [edit] = sim.editsBetween(now, later(30 * day)).filter(({ at, post }) => at > post.at);
    if (!edit) throw new Error('The channel edits its posts now and then.');
    sim.inject({ type: 'delete', at: edit.post.at, messageId: edit.post.messageId });
    const left = sim.editsBetween(now, later(30 * day)).map(({ post }) => post.messageId);
    expect(left).not.toContain(edit.post.messageId);
  });

  it('is refused with a reason when it can not be', () => {
    const sim = channel();
    const bad = [
      { type: 'join', at: after(-day) },
      { type: 'edit', at: now, messageId: 999_999, text: 'x' },
      { type: 'reaction', at: now, messageId: 1, emoji: '👍' },
    ] as const;
    for (const event of bad) expect(() => sim.inject(event)).toThrow(SimulationEventError);
    expect(() => sim.restore([{ type: 'party', at: now }])).toThrow(SimulationEventError);
    expect(sim.journal()).toEqual([]);
  });
});

import * as contracts from './index.js';
import {
  channelOverview,
  figure,
  queueNames,
  queueSettings,
  rawUpdate,
  routes,
  telegramId,
} from './index.js';

describe('telegramId', () => {
  it.each(['1', '-1001234567890', '9223372036854775807'])('takes %s', (id) => {
    expect(telegramId.parse(id)).toBe(id);
  });

  it.each(['', '0', '1.5', '1e9', '12345678901234567890', 42, '--1'])('refuses %p', (id) => {
    expect(() => telegramId.parse(id)).toThrow();
  });
});

describe('figure', () => {
  it('has no way to say "available, value unknown"', () => {
    expect(() => figure.parse({ available: true })).toThrow();
  });

  it('takes only reasons that the bot has a sentence for', () => {
    expect(figure.parse({ available: false, reason: 'no-source' })).toEqual({
      available: false,
      reason: 'no-source',
    });
    const gone = { available: false, reason: 'no-longer-kept', since: '2026-08-01T00:00:00.000Z' };
    expect(figure.parse(gone)).toEqual(gone);
    expect(() => figure.parse({ available: false, reason: 'because' })).toThrow();
  });
});

describe('rolling deployments', () => {
  it('lets an older replica read what a newer one sends', () => {
    const parsed = figure.parse({ available: false, reason: 'no-posts', hint: 'a field of tomorrow' });
    expect(parsed).toEqual({ available: false, reason: 'no-posts' });
  });

  it('keeps an update whole, with the fields we do not know', () => {
    const update = { update_id: 1, some_new_kind: { deep: true } };
    expect(rawUpdate.parse(update)).toEqual(update);
  });
});

it('has settings for every queue', () => {
  expect(Object.keys(queueSettings).sort()).toEqual(Object.values(queueNames).sort());
});

it('refuses an overview with more than five top posts', () => {
  const shape = channelOverview.shape.topPosts;
  const post = {
    messageId: 1,
    postedAt: '2026-11-01T00:00:00.000Z',
    excerpt: '',
    views: 1,
    viewsShown: '1',
    url: 'https://t.me/x/1',
  };
  expect(() => shape.parse(Array(6).fill(post))).toThrow();
});

type Work = contracts.EventContract<unknown> | contracts.RequestContract<unknown, unknown>;

function isWork(value: unknown): value is Work {
  const { kind } = Object(value) as Partial<Work>;
  return kind === 'event' || kind === 'request';
}

describe('routes', () => {
  const work = (Object.values(contracts) as unknown[]).filter(isWork);
  const services = Object.entries(routes);

  it('lead each contract of work to one service, the one its queue is named after', () => {
    expect(work.length).toBeGreaterThan(10);
    for (const contract of work) {
      const takers = services.filter(([, { takes }]) =>
        takes.some((one) => one.pattern === contract.pattern),
      );
      const [app] = contract.queue.split('.');
      expect([contract.pattern, takers.map(([name]) => name.split('-').at(-1))]).toEqual([
        contract.pattern,
        [app],
      ]);
    }
  });

  it('name no contract twice', () => {
    for (const [, { takes, sends }] of services) {
      for (const patterns of [takes, sends].map((some) => some.map(({ pattern }) => pattern)))
        expect(patterns).toEqual([...new Set(patterns)]);
    }
  });
});

import type { ChannelOverview, Figure } from '@analyticbot/contracts';
import { textsFor } from '../i18n/texts.js';
import { channelAddedText } from './channel-added.view.js';
import { parsePress } from './keyboards.js';
import { overviewCaption } from './overview.view.js';
import { sourcesCaption } from './sources.view.js';

const texts = textsFor('en');
const captionLimit = 1024;

function figure(value: number, changes: Partial<Figure & { available: true }> = {}): Figure {
  return {
    available: true,
    value,
    source: 'preview',
    window: { from: '2026-10-24T00:00:00.000Z', to: '2026-11-23T10:00:00.000Z' },
    sampleSize: 87,
    coverage: { have: 27, of: 30, unit: 'days' },
    ...changes,
  };
}

const missing: Figure = { available: false, reason: 'history-too-short' };

/** Tuesday 18:00. */
function bestHour(value: number, low: number, high: number): ChannelOverview['bestHour'] {
  return {
    figure: figure(value, { sampleSize: 5, interval: { low, high, level: 0.95 } }),
    hourOfWeek: 24 + 18,
  };
}

function overview(changes: Partial<ChannelOverview> = {}): ChannelOverview {
  return {
    channel: {
      id: '-1001',
      title: 'Tom & <Jerry>',
      username: 'demo',
      status: 'active',
      collectedAt: '2026-11-23T10:00:00.000Z',
      subscribers: 12_345,
    },
    generatedAt: '2026-11-23T10:05:00.000Z',
    subscribers: figure(12_345, { source: 'bot-api' }),
    change: { hours24: figure(34), days7: figure(-210), days30: missing },
    averageReach: figure(2310.4),
    err: figure(0.1872),
    er: missing,
    posts30d: figure(87),
    reach24h: figure(1_804.6),
    bestHour: bestHour(1.84, 1.2, 2.6),
    topPosts: [
      {
        messageId: 7,
        postedAt: '2026-11-20T10:00:00.000Z',
        excerpt: 'A <b>bold</b> claim that goes on for much longer than anybody would read',
        views: 12_300,
        viewsShown: '12.3K',
        url: 'https://t.me/demo/7',
      },
    ],
    subscribersByDay: [],
    reachByDay: [],
    ...changes,
  };
}

const visibleLength = (html: string) => html.replaceAll(/<[^>]+>/g, '').replaceAll(/&[a-z]+;/g, '.').length;

describe('overviewCaption', () => {
  it('shows every figure, and why one is missing', () => {
    const caption = overviewCaption(texts, overview());
    expect(caption).toContain('Subscribers: <b>12,345</b>');
    expect(caption).toContain('24 h: <b>+34</b> · 7 d: <b>-210</b> · 30 d: –');
    expect(caption).toContain('Average reach: <b>2,310</b>');
    expect(caption).toContain('ERR: <b>18.7%</b>');
    expect(caption).toContain('ER: <i>not available, because I have not watched long enough yet</i>');
    expect(caption).not.toMatch(/: <b>0<\/b>/);
  });

  it('shows the reach at 24 hours, and the best hour with how sure it is', () => {
    const caption = overviewCaption(texts, overview());
    expect(caption).toContain('Reach at 24 h: <b>1,805</b>');
    expect(caption).toContain(
      'Best hour: <b>Tue 18:00 UTC</b>, 1.8 × the median (95 %: 1.2 to 2.6; posts: 5)\n',
    );
    const chance = overviewCaption(texts, overview({ bestHour: bestHour(1.3, 0.8, 2.1) }));
    expect(chance).toContain('posts: 5), may be chance');
    const none = { figure: { available: false, reason: 'not-enough-data' } as const };
    expect(overviewCaption(texts, overview({ bestHour: none }))).toContain(
      'Best hour: <i>not available, because there is not enough data yet</i>',
    );
  });

  it('leaves out what a worker of the release before does not tell', () => {
    const { reach24h: _reach, bestHour: _hour, ...older } = overview();
    const shown = overviewCaption(texts, older) + sourcesCaption(texts, older);
    expect(shown).not.toMatch(/Reach at 24 h|🕐|<b>Best hour|undefined/);
  });

  it('says once why figures are missing, and what they are', () => {
    const none = { available: false, reason: 'no-posts' } as const;
    const caption = overviewCaption(
      texts,
      overview({ averageReach: none, err: none, er: none, bestHour: { figure: none }, topPosts: [] }),
    );
    expect(caption).toContain(
      '👁 Average reach · 📈 ERR · 💬 ER · 🕐 Best hour: <i>not available, because I have seen no posts in this time</i>\n⏱ Reach at 24 h: <b>1,805</b>',
    );
  });

  it('shows what nobody reported of a change, and nothing where all is explained', () => {
    const parts = (unexplained: number) => ({ net: 10, joins: 5, leaves: 2, unexplained });
    const growth = (unexplained: number) => ({ hours24: null, days7: parts(unexplained), days30: null });
    const caption = overviewCaption(texts, overview({ growth: growth(7) }));
    expect(caption).toContain('7 d: 5 joined, 2 left, +7 unexplained');
    expect(overviewCaption(texts, overview({ growth: growth(0) }))).not.toContain('unexplained');
    expect(overviewCaption(texts, overview())).not.toContain('unexplained');
  });

  it('shows boosts with their source where there are some, as at least so many', () => {
    const boosts = (value: number) =>
      overview({ boosts: figure(value, { source: 'events', atLeast: true }) });
    expect(overviewCaption(texts, boosts(3))).toContain('Boosts: at least <b>3</b>');
    expect(sourcesCaption(texts, boosts(3))).toContain('Boosts');
    expect(overviewCaption(texts, boosts(0))).not.toContain('Boosts');
    expect(overviewCaption(texts, overview())).not.toContain('Boosts');
  });

  it('shows a rounded count as the page showed it', () => {
    expect(overviewCaption(texts, overview())).toContain('– 12.3K');
  });

  it("keeps the owner's text from becoming markup", () => {
    const caption = overviewCaption(texts, overview());
    expect(caption).toContain('Tom &amp; &lt;Jerry&gt;');
    expect(caption).toContain('A &lt;b&gt;bold&lt;/b&gt; claim');
    expect(caption).not.toContain('<Jerry>');
  });

  it('says since when readings are known where older ones are no longer kept', () => {
    const figure = {
      ...{ available: false as const, reason: 'no-longer-kept' as const },
      since: '2026-08-01T00:00:00.000Z',
    };
    expect(overviewCaption(texts, overview({ averageReach: figure }))).toContain(
      'not available, because readings from before 1 Aug 2026, 00:00 are no longer kept',
    );
  });

  it('says the reason once when no change is known', () => {
    const caption = overviewCaption(
      texts,
      overview({ change: { hours24: missing, days7: missing, days30: missing } }),
    );
    expect(caption.match(/not watched long enough/g)).toHaveLength(2);
  });

  it("fits Telegram's limit for captions at its longest", () => {
    const post = { ...overview().topPosts[0]!, excerpt: 'x'.repeat(120) };
    const longest = overview({
      topPosts: Array(5).fill(post),
      averageReach: missing,
      err: missing,
      subscribers: missing,
      reach24h: missing,
      bestHour: { figure: { available: false, reason: 'not-collected-yet' } },
    });
    longest.channel.title = 'T'.repeat(128);
    expect(visibleLength(overviewCaption(texts, longest))).toBeLessThanOrEqual(captionLimit);
  });
});

describe('sourcesCaption', () => {
  it('gives source, window, sample and coverage, once for figures that rest on the same', () => {
    const caption = sourcesCaption(texts, overview());
    expect(caption).toContain(
      '<b>Change 24 h, Change 7 d, Average reach, Reach at 24 h, ERR, Posts</b>: public page (rounded); 24 Oct – 23 Nov; 87 values; data for 27 of 30 days\n',
    );
    expect(caption).toContain('<b>Change 30 d, ER</b>: not available, because');
    expect(caption).toContain('<b>Best hour</b>: public page (rounded); 24 Oct – 23 Nov; 5 values');
    expect(caption).toContain('ERR = average reach ÷ subscribers.');
  });

  it('says once how many posts went in, and counts one value as one', () => {
    const coverage = { have: 87, of: 90, unit: 'posts' } as const;
    const caption = sourcesCaption(
      texts,
      overview({ averageReach: figure(1, { coverage }), er: figure(1, { sampleSize: 1 }) }),
    );
    expect(caption).toContain('24 Oct – 23 Nov; data for 87 of 90 posts\n');
    expect(caption).toContain('; 1 value; data for 27 of 30 days');
  });

  it("fits Telegram's limit for captions at its longest, where no two figures rest on the same", () => {
    let posts = 1_000;
    const own = (changes = {}) => {
      const coverage = { have: (posts += 1), of: 1_999, unit: 'posts' } as const;
      return figure(1, { sampleSize: posts, coverage, ...changes });
    };
    const count = () => figure(1, { sampleSize: (posts += 1), source: 'bot-api', coverage: undefined });
    const longest = overview({
      ...{ change: { hours24: count(), days7: count(), days30: count() } },
      ...{ averageReach: own(), reach24h: own(), err: own(), er: own({ atLeast: true }), posts30d: own() },
      ...{ bestHour: { figure: own(), hourOfWeek: 0 }, boosts: own({ atLeast: true, source: 'events' }) },
    });
    longest.channel.title = 'T'.repeat(128);
    expect(visibleLength(sourcesCaption(texts, longest))).toBeLessThanOrEqual(captionLimit);
  });
});

describe('channelAddedText', () => {
  const channel = overview().channel;

  it('says what a private channel hides', () => {
    const text = channelAddedText(texts, {
      channel,
      visibility: {
        subscribers: true,
        joinsAndLeaves: true,
        posts: true,
        reactions: true,
        views: { available: false, reason: 'private-channel' },
      },
    });
    expect(text).toContain('a private channel has no public page');
    expect(text).toContain('Your first report will be ready');
  });
});

describe('parsePress', () => {
  it.each([
    ['report:-1001234', { kind: 'report', channelId: '-1001234' }],
    ['channels', { kind: 'channels' }],
  ])('reads %s', (data, expected) => {
    expect(parsePress(data)).toEqual(expected);
  });

  it.each([
    '',
    'report',
    'report:',
    'report:abc',
    'report:1:2',
    'channels:1',
    'delete:1',
    'report:99999999999999999999',
  ])('refuses %p', (data) => {
    expect(parsePress(data)).toBeUndefined();
  });
});

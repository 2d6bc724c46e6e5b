import type { ChannelOverview, Figure } from '@analyticbot/contracts';
import type { OverviewChartData } from '../charts/overview-chart.js';
import { escapeHtml, type TextKey, type Texts } from '../i18n/texts.js';

const excerptLength = 40;

/** Why there is no figure, escaped. */
export function reasonOf(texts: Texts, figure: Figure & { available: false }): string {
  return texts.say(
    `reasons.${figure.reason}`,
    figure.since === undefined ? {} : { since: texts.moment(figure.since) },
  );
}

/** Already escaped: the value in bold, or the reason why there is none. */
function shown(texts: Texts, figure: Figure, write: (value: number) => string): string {
  if (!figure.available)
    return `<i>${texts.say('report.unavailable', { reason: reasonOf(texts, figure) })}</i>`;
  const value = `<b>${escapeHtml(write(figure.value))}</b>`;
  return figure.atLeast ? sentence(texts, 'report.atLeast', { value }) : value;
}

/** Puts marked-up values into a sentence whose own values would be escaped. */
function sentence(texts: Texts, key: TextKey, values: Record<string, string>): string {
  const marks = Object.keys(values).map((name, index) => [name, `\u0000${index}\u0000`] as const);
  return marks.reduce(
    (text, [name, mark]) => text.replace(mark, () => values[name] ?? ''),
    texts.say(key, Object.fromEntries(marks)),
  );
}

function changes(texts: Texts, { change }: ChannelOverview): string {
  const all = [change.hours24, change.days7, change.days30];
  const first = all[0];
  if (first !== undefined && !first.available && all.every((figure) => !figure.available)) {
    return `      24 h · 7 d · 30 d: ${shown(texts, first, String)}`;
  }
  const short = (figure: Figure) =>
    figure.available ? `<b>${texts.signed(figure.value)}</b>` : texts.say('report.missing');
  return sentence(texts, 'report.change', {
    hours24: short(change.hours24),
    days7: short(change.days7),
    days30: short(change.days30),
  });
}

/** What the last seven days' change consists of, where part of it is what Telegram did not report. */
function growth(texts: Texts, overview: ChannelOverview): string[] {
  const parts = overview.growth?.days7;
  if (parts === undefined || parts === null || parts.unexplained === 0) return [];
  const { joins, leaves, unexplained } = parts;
  const count = { joins: texts.number(joins), leaves: texts.number(leaves) };
  return [texts.say('report.growth', { ...count, unexplained: texts.signed(unexplained) })];
}

/** Only where there are some: most channels have none, and that is no news. */
export function boostsOf({ boosts }: ChannelOverview): Figure[] {
  return boosts?.available && boosts.value > 0 ? [boosts] : [];
}

/** Which hour, how much better, and how sure: an interval that holds 1 may be no better than any other hour. */
function bestHour(texts: Texts, { bestHour: best }: ChannelOverview): [TextKey, Figure, string][] {
  if (best === undefined) return [];
  const { figure, hourOfWeek } = best;
  if (!figure.available) return [['report.bestHour', figure, shown(texts, figure, texts.number)]];
  if (hourOfWeek === undefined || figure.interval === undefined) return [];
  const { low, high } = figure.interval;
  const value = texts.say('report.bestHourValue', {
    hour: texts.hourOfWeek(hourOfWeek),
    times: texts.number(figure.value),
    low: texts.number(low),
    high: texts.number(high),
    posts: texts.number(figure.sampleSize),
  });
  const told = low <= 1 ? sentence(texts, 'report.bestHourChance', { value }) : value;
  return [['report.bestHour', figure, told]];
}

/** A line a figure; those that are missing for the same reason share the first one's, so that it is said once. */
function figureLines(texts: Texts, overview: ChannelOverview): string[] {
  const count = (value: number) => texts.number(Math.round(value));
  const told = (name: TextKey, figure: Figure | undefined, write = count): [TextKey, Figure, string][] =>
    // Absent while a worker of the release before answers.
    figure === undefined ? [] : [[name, figure, shown(texts, figure, write)]];
  const lines = new Map<string, { names: string[]; value: string }>();
  for (const [name, figure, value] of [
    ...told('report.averageReach', overview.averageReach),
    ...told('report.reach24h', overview.reach24h),
    ...told('report.err', overview.err, texts.percent),
    ...told('report.er', overview.er, texts.percent),
    ...told('report.posts', overview.posts30d),
    ...bestHour(texts, overview),
    ...told('report.boosts', boostsOf(overview)[0]),
  ]) {
    const key = figure.available ? name : reasonOf(texts, figure);
    lines.set(key, { value, names: [...(lines.get(key)?.names ?? []), texts.say(name)] });
  }
  return [...lines.values()].map(({ names, value }) =>
    sentence(texts, 'report.line', { names: names.join(' · '), value }),
  );
}

function topPosts(texts: Texts, overview: ChannelOverview): string[] {
  if (overview.topPosts.length === 0) return [];
  const lines = overview.topPosts.slice(0, 3).map((post, index) =>
    texts.say('report.topLine', {
      rank: index + 1,
      url: post.url,
      excerpt: shorten(post.excerpt) || texts.say('report.untitled', { messageId: post.messageId }),
      views: post.viewsShown,
    }),
  );
  return ['', texts.say('report.top'), ...lines];
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= excerptLength ? line : `${line.slice(0, excerptLength - 1).trimEnd()}…`;
}

/** The figures as a caption: at most 1024 characters once Telegram has read the markup. */
export function overviewCaption(texts: Texts, overview: ChannelOverview): string {
  const count = (value: number) => texts.number(Math.round(value));
  return [
    texts.say('report.heading', { title: overview.channel.title }),
    '',
    sentence(texts, 'report.subscribers', { value: shown(texts, overview.subscribers, count) }),
    changes(texts, overview),
    ...growth(texts, overview),
    ...figureLines(texts, overview),
    ...topPosts(texts, overview),
    '',
    texts.say('report.footer', { time: texts.moment(overview.generatedAt) }),
  ].join('\n');
}

/** What the chart of an overview shows. */
export function overviewChartData(texts: Texts, overview: ChannelOverview): OverviewChartData {
  return {
    title: overview.channel.title,
    subtitle: texts.say('chart.subtitle'),
    reachLabel: texts.say('chart.reach'),
    subscribersLabel: texts.say('chart.subscribers'),
    noData: texts.say('chart.noData'),
    reachByDay: overview.reachByDay,
    subscribersByDay: overview.subscribersByDay,
    formatNumber: texts.number,
    formatDay: texts.day,
  };
}

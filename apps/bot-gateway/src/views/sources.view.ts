import type { ChannelOverview, Figure } from '@analyticbot/contracts';
import type { Texts } from '../i18n/texts.js';
import { boostsOf, reasonOf } from './overview.view.js';

/** Telegram's, in characters once it has read the markup. */
const captionLimit = 1_024;
const titleLength = 60;

/** Source, window, sample size and coverage of every figure, as a caption. Figures that rest on the same share a line. */
export function sourcesCaption(texts: Texts, overview: ChannelOverview): string {
  const lines = [
    texts.say('sources.heading', { title: shortened(overview.channel.title) }),
    '',
    ...[...namesByProvenance(texts, overview)].map(([rest, names]) =>
      texts.say('sources.line', { names: names.join(', ') }).replace(mark, () => rest),
    ),
    '',
  ].join('\n');
  const formulas = texts.say('sources.formulas');
  const fits = visibleLength(lines) + visibleLength(formulas) + 1 <= captionLimit;
  return `${lines}\n${fits ? formulas : texts.say('sources.formulasElsewhere')}`;
}

/** Stands where what is already escaped goes in: a value would be escaped again. */
const mark = '{rest}';

/** What figures rest on, and the names of the figures that do, in the order of the report. */
function namesByProvenance(texts: Texts, overview: ChannelOverview): Map<string, string[]> {
  const { change } = overview;
  const figures = {
    ...{ subscribers: overview.subscribers },
    ...{ hours24: change.hours24, days7: change.days7, days30: change.days30 },
    ...{ averageReach: overview.averageReach, reach24h: overview.reach24h },
    ...{ err: overview.err, er: overview.er, posts30d: overview.posts30d },
    ...{ bestHour: overview.bestHour?.figure, boosts: boostsOf(overview)[0] },
  };
  const names = new Map<string, string[]>();
  for (const name of Object.keys(figures) as (keyof typeof figures)[]) {
    const figure = figures[name];
    if (figure === undefined) continue;
    const rest = provenance(texts, figure);
    names.set(rest, [...(names.get(rest) ?? []), texts.say(`sources.names.${name}`)]);
  }
  return names;
}

function provenance(texts: Texts, figure: Figure): string {
  if (!figure.available) {
    return texts.say('report.unavailable', { reason: reasonOf(texts, figure) });
  }
  const source = texts.say(`sources.source.${figure.source}`);
  const to = texts.moment(figure.window.to);
  if (figure.window.from === figure.window.to) return texts.say('sources.now', { source, to });
  return texts.say('sources.window', {
    source,
    from: texts.day(figure.window.from),
    to: texts.day(figure.window.to),
    sample: sampleOf(texts, figure),
    part: figure.atLeast ? texts.say('sources.atLeast') : '',
  });
}

/** One part says all where every value is a post that the coverage counts. */
function sampleOf(texts: Texts, { sampleSize, coverage }: Figure & { available: true }): string {
  const sample = texts.say('sources.sample', { count: sampleSize });
  if (coverage === undefined) return sample;
  const { have, of, unit } = coverage;
  const covered = texts.say('sources.coverage', { have, of, unit: texts.say(`sources.${unit}`) });
  return unit === 'posts' && have === sampleSize ? covered : `${sample}; ${covered}`;
}

function shortened(title: string): string {
  return title.length <= titleLength ? title : `${title.slice(0, titleLength - 1).trimEnd()}…`;
}

function visibleLength(html: string): number {
  return html.replaceAll(/<[^>]+>/g, '').replaceAll(/&[a-z]+;/g, '.').length;
}

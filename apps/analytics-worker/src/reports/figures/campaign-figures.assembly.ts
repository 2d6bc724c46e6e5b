import { churn, netCostPerSubscriber } from '@analyticbot/analytics';
import type { ChannelFigures } from '@analyticbot/contracts';
import type { LinkAndWindow, LinkOfWindow, MembersOfLinks, ReportWindow } from '@analyticbot/storage';
import { defined } from './defined-figure.js';

const noStart = new Date(0);

/** What storage knows of joins by link. */
export interface LinksData {
  readonly links: readonly LinkOfWindow[];
  /** Who joined by them in the windows that `linkWindow` gives. */
  readonly members: MembersOfLinks;
  /** Joins from before are not known by link any more; null when all are. */
  readonly linksSince: Date | null;
}

/** From when to when a link's joins count: a campaign's own run, or the window that was asked for; as far as joins are known. */
export function linkWindow(link: LinkOfWindow, window: ReportWindow, knownSince: Date | null): LinkAndWindow {
  const run = wholeRun(link, window);
  const from = knownSince !== null && knownSince > run.from ? knownSince : run.from;
  return { link: link.link, window: { from, to: run.to } };
}

/** Churn and net CPS of each link, from who joined by it and when they left. Leaves are known up to the window's end. */
export function campaignFiguresOf(data: LinksData, window: ReportWindow): ChannelFigures['campaigns'] {
  return data.links.map((link) => {
    const own = data.members.members.filter((member) => member.link === link.link);
    const settled = data.members.settled.find((one) => one.link === link.link);
    const run = runOf(link, data, window);
    const within = (days: 1 | 7 | 30) => ({
      knownSince: data.linksSince,
      ...(settled && { settled: { joins: settled.joins, left: settled.leftWithin[days] } }),
    });
    const churned = ([1, 7, 30] as const).map((days) =>
      defined(`churn-${days}d`, churn(own, days, run, { ...within(days), knownUntil: window.to }), 'events'),
    );
    const cost = defined('net-cps', netCostPerSubscriber(link.cost, own, run, within(1)), 'events');
    const { link: address, name, isCampaign, currency } = link;
    return { link: address, name, isCampaign, currency, figures: [...churned, cost] };
  });
}

/** Since when links, their hints and their churn count joins; null where that is all the time they look at. */
export function linksCountSince({ links, linksSince }: LinksData, window: ReportWindow): Date | null {
  const earliest = links.reduce(
    (least, link) => Math.min(least, wholeRun(link, window).from.getTime()),
    window.from.getTime(),
  );
  return linksSince !== null && linksSince.getTime() > earliest ? linksSince : null;
}

function wholeRun(link: LinkOfWindow, window: ReportWindow): ReportWindow {
  if (!link.isCampaign) return window;
  const end = link.endsAt ?? window.to;
  return { from: link.startsAt ?? noStart, to: end < window.to ? end : window.to };
}

/** A campaign without a beginning began with its first join. When joins are not known from the beginning, it may have been any time before. */
function runOf(
  link: LinkOfWindow,
  { members: { members, settled }, linksSince }: LinksData,
  window: ReportWindow,
): ReportWindow {
  const run = wholeRun(link, window);
  if (run.from > noStart || linksSince !== null) return run;
  const joins = [
    ...members.map((one) => ({ ...one, at: one.joinedAt })),
    ...settled.map((one) => ({ ...one, at: one.firstAt })),
  ];
  const first = joins
    .filter((join) => join.link === link.link)
    .reduce((least, { at }) => Math.min(least, at.getTime()), run.to.getTime());
  return { from: new Date(first), to: run.to };
}

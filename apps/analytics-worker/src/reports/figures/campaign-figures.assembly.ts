import { churn, netCostPerSubscriber } from '@analyticbot/analytics';
import type { ChannelFigures } from '@analyticbot/contracts';
import type { LinkAndWindow, LinkMember, LinkOfWindow, ReportWindow } from '@analyticbot/storage';
import { defined } from './defined-figure.js';

const noStart = new Date(0);

/** From when to when a link's joins count: a campaign's own run, or the window that was asked for. */
export function linkWindow(link: LinkOfWindow, window: ReportWindow): LinkAndWindow {
  const end = link.endsAt ?? window.to;
  const run = { from: link.startsAt ?? noStart, to: end < window.to ? end : window.to };
  return { link: link.link, window: link.isCampaign ? run : window };
}

/** Churn and net CPS of each link, from who joined by it and when they left. Leaves are known up to the window's end. */
export function campaignFiguresOf(
  links: readonly LinkOfWindow[],
  members: readonly LinkMember[],
  window: ReportWindow,
): ChannelFigures['campaigns'] {
  return links.map((link) => {
    const own = members.filter((member) => member.link === link.link);
    const joined = runOf(link, own, window);
    const churned = ([1, 7, 30] as const).map((days) =>
      defined(`churn-${days}d`, churn(own, days, joined, window.to), 'events'),
    );
    const cost = defined('net-cps', netCostPerSubscriber(link.cost, own, joined), 'events');
    const { link: address, name, isCampaign, currency } = link;
    return { link: address, name, isCampaign, currency, figures: [...churned, cost] };
  });
}

/** A campaign without a beginning began with its first join. */
function runOf(link: LinkOfWindow, members: readonly LinkMember[], window: ReportWindow): ReportWindow {
  const run = linkWindow(link, window).window;
  if (run.from > noStart) return run;
  const first = members.reduce(
    (least, { joinedAt }) => Math.min(least, joinedAt.getTime()),
    run.to.getTime(),
  );
  return { from: new Date(first), to: run.to };
}

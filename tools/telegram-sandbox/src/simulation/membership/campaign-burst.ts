import { createRandom } from '../chance/random.js';
import { type SimulationEvent } from '../simulation-event.schema.js';

/** One person of a campaign: when they come, and when they go if they do (milliseconds, whole seconds). */
export interface CampaignGuest {
  joinAt: number;
  leaveAt?: number;
}

const wholeSecond = (ms: number): number => Math.ceil(ms / 1000) * 1000;

/** The people whom a campaign brings, in the order they join: most of them in the first third of its hours. */
export function campaignGuests(
  burst: Extract<SimulationEvent, { type: 'campaign-burst' }>,
  key: string,
): CampaignGuest[] {
  const random = createRandom(key);
  const start = burst.at.getTime() + 1000;
  const guests = Array.from({ length: burst.joins }, (): CampaignGuest => {
    const joinAt = wholeSecond(start + random.next() ** 2 * burst.hours * 3_600_000);
    const stays = random.next() >= burst.leaveShare;
    const delay = 60_000 + random.next() ** 1.7 * (burst.leaveWithinDays * 86_400_000 - 61_000);
    return stays ? { joinAt } : { joinAt, leaveAt: Math.floor((joinAt + delay) / 1000) * 1000 };
  });
  return guests.sort((a, b) => a.joinAt - b.joinAt);
}

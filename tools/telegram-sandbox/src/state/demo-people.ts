import { type ChannelProfile } from './channel.js';
import { type TelegramUser } from './telegram-objects.js';

const person = (user: Omit<TelegramUser, 'is_bot'>): TelegramUser => ({ ...user, is_bot: false });

/** The people one can be on the chat page. */
export const demoUsers: readonly TelegramUser[] = [
  person({
    id: 710_001,
    first_name: 'Anna',
    last_name: 'Weber',
    username: 'anna_weber',
    language_code: 'en',
  }),
  person({
    id: 710_002,
    first_name: 'Rustam',
    last_name: 'Karimov',
    username: 'rustam_k',
    language_code: 'uz',
  }),
  person({ id: 710_003, first_name: 'Ольга', username: 'olga_editor', language_code: 'ru' }),
  person({ id: 710_004, first_name: 'Тарас', last_name: 'Коваль', language_code: 'uk' }),
  person({ id: 710_005, first_name: 'Mallory', username: 'mallory_stranger', language_code: 'en' }),
];

/** A demo channel and who runs it. */
export interface DemoChannel extends ChannelProfile {
  ownerId: number;
  adminIds: number[];
}

/** A lively public channel, a small public one and a private one; the stranger runs none. */
export const demoChannels: readonly DemoChannel[] = [
  {
    id: -1_001_720_000_001,
    title: 'Demo Daily',
    username: 'demo_daily',
    description: 'News of a city that does not exist. A simulated channel.',
    life: { subscribersAtBirth: 11_200, postsPerDay: 6, medianReach: 0.34, topic: 'city' },
    ownerId: 710_001,
    adminIds: [710_003],
  },
  {
    id: -1_001_720_000_002,
    title: 'Small Kitchen',
    username: 'demo_kitchen',
    description: 'One stove, two pots and some patience. A simulated channel.',
    life: {
      subscribersAtBirth: 430,
      postsPerDay: 1.2,
      medianReach: 0.55,
      utcOffsetHours: 5,
      topic: 'kitchen',
    },
    ownerId: 710_002,
    adminIds: [710_001],
  },
  {
    id: -1_001_720_000_003,
    title: 'Studio (members only)',
    description: 'Private: no public page, no views without the bot’s own sources. A simulated channel.',
    life: {
      subscribersAtBirth: 1_850,
      postsPerDay: 2.5,
      medianReach: 0.48,
      utcOffsetHours: 2,
      topic: 'software',
    },
    ownerId: 710_001,
    adminIds: [710_004],
  },
];

import { Channel } from './channel.js';
import { administrator } from './member-rights.js';
import { PrivateChat } from './private-chat.js';
import { type World, type WorldOrigin } from './world.js';

/** The crowd's people are numbered from here on, its channels downwards from there. */
const firstPerson = 720_001;
const firstChannel = -1_001_730_000_001;
const channels = 5;

/**
 * Adds people who have started the bot already, and five quiet channels that it administers: enough to write to many chats
 * without pressing a button in each.
 */
export function addCrowd(world: World, people: number, origin: WorldOrigin): void {
  if (people === 0) return;
  for (let index = 0; index < people; index++) {
    const user = { id: firstPerson + index, is_bot: false, first_name: `Person ${index + 1}` };
    const chat = new PrivateChat(user);
    chat.started = true;
    world.users.set(user.id, user);
    world.chats.set(user.id, chat);
  }
  for (let index = 0; index < channels; index++) {
    const channel = new Channel(
      {
        id: firstChannel - index,
        title: `Crowd ${index + 1}`,
        username: `crowd_${index + 1}`,
        description: 'A simulated channel.',
        life: { subscribersAtBirth: 100, postsPerDay: 0.5, medianReach: 0.4, topic: 'city' },
      },
      origin.bot,
      origin,
    );
    channel.admins.set(firstPerson, 'creator');
    channel.bot = administrator(origin.bot);
    channel.metBot = true;
    world.channels.set(channel.id, channel);
  }
}

import { type ChannelSimulation, type SimPost, type SimServiceMessage } from '../../simulation/index.js';
import { type ChannelPreviewView, type PreviewMessage, type PreviewPost } from '../preview-view.js';
import { drawnPicture } from './picture.js';

/** A simulated channel as its public pages show it at a moment. */
export function simulatedPreview(
  channel: Pick<ChannelPreviewView, 'baseUrl' | 'username' | 'title' | 'description'>,
  simulation: ChannelSimulation,
  at: Date,
): ChannelPreviewView {
  const post = (found: SimPost): PreviewPost => previewPost(channel.username, simulation, found, at);
  const message = (found: SimPost | SimServiceMessage): PreviewMessage =>
    'kind' in found ? post(found) : { type: 'service', ...found, pinnedText: textAt(simulation, found, at) };
  return {
    ...channel,
    subscribers: simulation.subscribersAt(at),
    counters: countersAt(simulation, at),
    messagesBefore: (limit, before) => simulation.messagesBefore(at, limit, before).map(message),
    messageById: (messageId) => {
      const found = simulation.postById(messageId, at);
      if (found) return post(found);
      const [previous] = simulation.messagesBefore(at, 1, messageId + 1);
      return previous && previous.messageId === messageId ? message(previous) : undefined;
    },
  };
}

function previewPost(username: string, simulation: ChannelSimulation, post: SimPost, at: Date): PreviewPost {
  const ids = post.albumIds.length > 0 ? post.albumIds : [post.messageId];
  const picture = (messageId: number) => ({ messageId, url: drawnPicture(`${username}/${messageId}`) });
  const hasPictures = post.kind === 'photo' || post.kind === 'album';
  return {
    type: 'post',
    messageId: post.messageId,
    at: post.at,
    text: simulation.textOf(post, at),
    views: simulation.viewsAt(post, at),
    edited: post.edits.some((edit) => edit.at <= at),
    reactions: simulation.reactionsAt(post, at),
    pictures: hasPictures ? ids.map(picture) : [],
    ...(post.kind === 'video' && {
      video: { posterUrl: picture(post.messageId).url, durationSeconds: 5 + ((post.messageId * 37) % 175) },
    }),
    ...(post.forwardedFrom && { forwardedFrom: post.forwardedFrom }),
    ...(post.link && { link: post.link }),
  };
}

function countersAt(simulation: ChannelSimulation, at: Date): ChannelPreviewView['counters'] {
  const counters = { photos: 0, videos: 0, links: 0 };
  for (const post of simulation.postsBetween(new Date(simulation.spec.bornAt.getTime() - 1), at)) {
    if (post.kind === 'photo' || post.kind === 'album') counters.photos += Math.max(1, post.albumIds.length);
    if (post.kind === 'video') counters.videos += 1;
    if (post.link) counters.links += 1;
  }
  return counters;
}

function textAt(simulation: ChannelSimulation, { pinnedMessageId }: SimServiceMessage, at: Date): string {
  const pinned = simulation.postById(pinnedMessageId, at);
  return pinned ? simulation.textOf(pinned, at) : '';
}

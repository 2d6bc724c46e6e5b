import type { ChannelAccess } from '../../channels/channel-access.service.js';
import type { InterestBook } from '../../collection/planning/interest-book.js';
import { ChannelFiguresHandler } from './channel-figures.handler.js';
import type { ChannelFiguresService } from './channel-figures.service.js';

it('asks for no figure and notes no interest when the user is no administrator', async () => {
  const asked: string[] = [];
  const refusal = new Error('no administrator');
  const access = { requireAdministrator: () => Promise.reject(refusal) } as unknown as ChannelAccess;
  const figures = { of: async () => asked.push('figures') } as unknown as ChannelFiguresService;
  const interests = { note: () => asked.push('interest') } as unknown as InterestBook;
  const handler = new ChannelFiguresHandler(access, figures, interests);
  await expect(handler.handle({ channelId: '-1', userId: '7', days: 30 })).rejects.toBe(refusal);
  expect(asked).toEqual([]);
});

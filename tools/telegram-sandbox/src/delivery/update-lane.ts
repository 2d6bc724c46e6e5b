import { z } from 'zod';
import { type UpdateBody } from '../state/telegram-objects.js';

const withId = z.looseObject({ id: z.number() });
/** Where the id of a chat may stand inside an update's object. */
const placed = z.looseObject({
  chat: withId.optional(),
  message: z.looseObject({ chat: withId.optional() }).optional(),
  from: withId.optional(),
  user: withId.optional(),
});

/** The chat an update belongs to: what must be delivered in order. An update of no chat has a lane of its own. */
export function laneOf(body: UpdateBody, updateId: number): string {
  for (const [key, value] of Object.entries(body)) {
    if (key === 'update_id') continue;
    const place = placed.safeParse(value).data;
    const chat = place?.chat ?? place?.message?.chat ?? place?.from ?? place?.user;
    if (chat) return String(chat.id);
  }
  return `update ${updateId}`;
}

import { z } from 'zod';
import { type StoredFile } from '../../state/stored-file.js';
import { type TelegramMessage } from '../../state/telegram-objects.js';
import { badRequest } from '../bot-api.errors.js';
import { entitiesSchema, type FormattedText, formatText } from '../formatting/formatted-text.js';
import { documentOf, type FileLibrary, photoSizes } from '../media/file-library.js';
import { type MethodArguments } from '../calls/method-arguments.js';

/** What a message says or shows: the fields that an edit replaces. */
export type MessageContent = Pick<
  TelegramMessage,
  'text' | 'entities' | 'caption' | 'caption_entities' | 'photo' | 'document'
>;

const maxText = 4096;
const maxCaption = 1024;
const entitiesComplaint = "can't parse MessageEntity";

const inputMediaSchema = z.object({
  type: z.string(),
  media: z.string(),
  caption: z.string().default(''),
  parse_mode: z.string().default(''),
  caption_entities: entitiesSchema.optional(),
});

/** The text of sendMessage and editMessageText. @throws BotApiError (400) */
export function readText(args: MethodArguments): MessageContent {
  const formatted = formatText({
    text: args.text('text'),
    parseMode: args.text('parse_mode'),
    entities: args.json('entities', entitiesSchema, entitiesComplaint),
  });
  if (formatted.text === '') throw badRequest('message text is empty');
  if (formatted.text.length > maxText) throw badRequest('message is too long');
  return { text: formatted.text, ...(formatted.entities.length > 0 && { entities: formatted.entities }) };
}

/** The caption of sendPhoto, sendDocument and editMessageCaption. @throws BotApiError (400) */
export function readCaption(args: MethodArguments): MessageContent {
  return captionContent(
    formatText({
      text: args.text('caption'),
      parseMode: args.text('parse_mode'),
      entities: args.json('caption_entities', entitiesSchema, entitiesComplaint),
    }),
  );
}

/** The `media` of editMessageMedia: a photo or a document with its caption. @throws BotApiError (400) */
export async function readInputMedia(args: MethodArguments, files: FileLibrary): Promise<MessageContent> {
  const media = args.json('media', inputMediaSchema, "can't parse InputMedia: Can't parse JSON object");
  if (!media) throw badRequest('there is no media in the request');
  if (media.type !== 'photo' && media.type !== 'document') {
    throw badRequest(`can't parse InputMedia: type "${media.type}" is not supported by the sandbox`);
  }
  const caption = captionContent(
    formatText({ text: media.caption, parseMode: media.parse_mode, entities: media.caption_entities }),
  );
  if (media.media === '') throw badRequest("can't parse InputMedia: media not found");
  return { ...mediaContent(await files.take(args, 'media', media.media, media.type)), ...caption };
}

/** A file as a message's content. */
export function mediaContent(file: StoredFile): MessageContent {
  return file.kind === 'photo' ? { photo: photoSizes(file) } : { document: documentOf(file) };
}

function captionContent({ text, entities }: FormattedText): MessageContent {
  if (text.length > maxCaption) throw badRequest('message caption is too long');
  return {
    ...(text !== '' && { caption: text }),
    ...(entities.length > 0 && { caption_entities: entities }),
  };
}

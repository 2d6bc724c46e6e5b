import { z } from 'zod';
import { badRequest } from '../bot-api.errors.js';
import { type BotMethod } from '../bot-method.js';
import { type MethodArguments } from '../calls/method-arguments.js';

const maxCommands = 100;
const commandsSchema = z.array(z.object({ command: z.string(), description: z.string() }));
const scopeSchema = z.looseObject({
  type: z.enum([
    'default',
    'all_private_chats',
    'all_group_chats',
    'all_chat_administrators',
    'chat',
    'chat_administrators',
    'chat_member',
  ]),
  chat_id: z.union([z.number(), z.string()]).optional(),
  user_id: z.number().optional(),
});

/** Who the bot is, and its menu. */
export const identityMethods: readonly BotMethod[] = [
  {
    name: 'getMe',
    limit: 'free',
    run: ({ sandbox }) => ({
      ...sandbox.world.bot,
      can_join_groups: true,
      can_read_all_group_messages: false,
      supports_inline_queries: false,
      can_connect_to_business: false,
      has_main_web_app: false,
    }),
  },
  {
    name: 'setMyCommands',
    limit: 'call',
    run: ({ args, sandbox }) => {
      const commands = args.json('commands', commandsSchema, "can't parse list of bot commands") ?? [];
      if (commands.length > maxCommands) throw badRequest('BOT_COMMANDS_TOO_MUCH');
      const menu = commands.map(({ command, description }) => ({
        command: command.replace(/^\//, '').toLowerCase(),
        description: description.trim(),
      }));
      if (menu.some(({ command }) => !/^[a-z0-9_]{1,32}$/.test(command)))
        throw badRequest('BOT_COMMAND_INVALID');
      if (menu.some(({ description }) => description === '' || description.length > 256)) {
        throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
      }
      if (menu.length > 0) sandbox.world.commands.set(scopeOf(args), menu);
      else sandbox.world.commands.delete(scopeOf(args));
      sandbox.world.events.stateChanged();
      return true;
    },
  },
  {
    name: 'getMyCommands',
    limit: 'call',
    run: ({ args, sandbox }) => sandbox.world.commands.get(scopeOf(args)) ?? [],
  },
  {
    name: 'deleteMyCommands',
    limit: 'call',
    run: ({ args, sandbox }) => {
      sandbox.world.commands.delete(scopeOf(args));
      sandbox.world.events.stateChanged();
      return true;
    },
  },
  {
    name: 'setChatMenuButton',
    limit: 'call',
    run: () => true,
  },
];

/** One text for a scope and a language: the key of a menu. The default menu's is `default `. */
function scopeOf(args: MethodArguments): string {
  const scope = args.json('scope', scopeSchema, "can't parse BotCommandScope");
  const language = args.text('language_code');
  if (language !== '' && !/^[a-z]{2}$/.test(language)) throw badRequest('invalid language code specified');
  const parts = [scope?.type ?? 'default', scope?.chat_id, scope?.user_id].filter(
    (part) => part !== undefined,
  );
  return `${parts.join(':')} ${language}`;
}

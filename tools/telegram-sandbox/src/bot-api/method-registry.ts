import { type BotMethod } from './bot-method.js';
import { callbackMethods } from './methods/callback.methods.js';
import { chatMethods } from './methods/chat.methods.js';
import { editMethods } from './methods/edit.methods.js';
import { fileMethods } from './methods/file.methods.js';
import { identityMethods } from './methods/identity.methods.js';
import { sendMethods } from './methods/send.methods.js';
import { updateMethods } from './methods/update.methods.js';

const all: readonly BotMethod[] = [
  ...identityMethods,
  ...updateMethods,
  ...sendMethods,
  ...editMethods,
  ...callbackMethods,
  ...chatMethods,
  ...fileMethods,
];
const byName = new Map(all.map((method) => [method.name.toLowerCase(), method]));

/** The method of this name in any letter case; undefined when the sandbox does not know it. */
export function findMethod(name: string): BotMethod | undefined {
  return byName.get(name.toLowerCase());
}

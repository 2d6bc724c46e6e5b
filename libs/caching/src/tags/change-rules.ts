import type { CacheGroups } from '../cache-groups.js';
import { checkTag, encodePart, type KeyPart } from '../keys/cache-key.js';

const plainLength = 200;

/** What no tag made by the application begins with. */
const mark = '@';

/** The tag that all values of a group about one scope carry. */
export function scopeTag(group: string, scope: KeyPart): string {
  const text = `${mark}${group}:${encodePart(scope)}`;
  // What is encoded holds no character that a tag may not have; only its length is left to check.
  return text.length <= plainLength ? text : checkTag(text);
}

/**
 * The rules of a table, turned round: which groups each change makes stale. A value carries one tag for its group and scope,
 * however many changes it is stale on: reading stays cheap, and a change raises one tag a group.
 */
export function groupsByChange(groups: CacheGroups): ReadonlyMap<string, readonly string[]> {
  const rules = new Map<string, string[]>();
  for (const [name, { staleOn = [] }] of Object.entries(groups)) {
    for (const change of staleOn) rules.set(change, [...(rules.get(change) ?? []), name]);
  }
  return rules;
}

import { Script } from '../redis/script.js';

/** Answers of `claimEffectScript`. */
export const claimed = { claimed: 'claimed', running: 'running', done: 'done' } as const;

/**
 * Claims an effect that has not happened.
 *
 * KEYS[1] the effect
 * ARGV[1] who claims it
 * ARGV[2] how long the claim lasts in ms
 * Returns "claimed", "running" (somebody else's claim) or "done".
 */
export const claimEffectScript = new Script(`
local state = redis.call('GET', KEYS[1])
if state == 'done' then return 'done' end
if state then return 'running' end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 'claimed'
`);

/**
 * Prolongs a claim that is still the caller's.
 *
 * KEYS[1] the effect
 * ARGV[1] who claimed it
 * ARGV[2] how long the claim lasts from now, in ms
 */
export const keepEffectScript = new Script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 1
`);

/**
 * Marks an effect as done, or gives the caller's claim up.
 *
 * KEYS[1] the effect
 * ARGV[1] who claimed it
 * ARGV[2] how long it is remembered in ms; 0: it did not happen
 */
export const finishEffectScript = new Script(`
if tonumber(ARGV[2]) > 0 then
  redis.call('SET', KEYS[1], 'done', 'PX', ARGV[2])
elseif redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('DEL', KEYS[1])
end
return 1
`);

/**
 * Notes one field.
 *
 * KEYS[1] hash
 * ARGV[1] field
 * ARGV[2] value
 * ARGV[3] how long the hash lasts from now, in ms
 */
export const recordScript = new Script(`
redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
`);

import { defineScript } from '@redis/client';

/**
 * Raises a tag's generation and gives it back.
 * KEYS[1] the generation; ARGV[1] at least this number, ARGV[2] time to live in ms, ARGV[3] 1: to a new number.
 * Numbers are the server's time in microseconds, so one that was evicted never comes back as an old one.
 */
const raiseGeneration = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local current = tonumber(redis.call('GET', KEYS[1]) or '0')
local least = tonumber(ARGV[1])
local wanted = current
if ARGV[3] == '1' then
  wanted = math.max(current + 1, least + 1, now)
elseif current == 0 then
  wanted = math.max(least, now)
else
  wanted = math.max(least, current)
end
redis.call('SET', KEYS[1], string.format('%.0f', wanted), 'PX', ARGV[2])
return string.format('%.0f', wanted)`;

/**
 * Takes a lock if nobody holds it, and gives back its fence: the server's time in microseconds, so that who comes later has a
 * higher one. Gives nothing when it is held. KEYS[1] the lock; ARGV[1] time to live in ms.
 */
const takeLock = `
local time = redis.call('TIME')
local fence = string.format('%.0f', time[1] * 1000000 + time[2])
if redis.call('SET', KEYS[1], fence, 'NX', 'PX', ARGV[1]) then return fence end
return false`;

/** Deletes a lock if it is still ours. KEYS[1] the lock; ARGV[1] our fence. */
const releaseLock = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/** Prolongs a lock if it is still ours. KEYS[1] the lock; ARGV[1] our fence, ARGV[2] time to live in ms. */
const renewLock = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0`;

/**
 * Writes a value and lets go of its lock, in one step, unless the lock has passed on: who was stopped for longer than the lock
 * lives must not write over a later load. KEYS[1] the lock, KEYS[2] the value; ARGV[1] our fence, ARGV[2] the value, ARGV[3] time to live in ms.
 */
const writeFenced = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
redis.call('DEL', KEYS[1])
return 1`;

/**
 * Notes what keys have cost, in a sorted set: older sums fade, the cheapest beyond the room go.
 * KEYS[1] the set; ARGV[1] what older sums weigh, ARGV[2] how many are kept, ARGV[3] time to live in ms, then member and cost in turns.
 */
const noteHotKeys = `
redis.call('ZUNIONSTORE', KEYS[1], 1, KEYS[1], 'WEIGHTS', ARGV[1])
for i = 4, #ARGV, 2 do redis.call('ZINCRBY', KEYS[1], ARGV[i + 1], ARGV[i]) end
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`;

const done = (reply: number) => reply === 1;

/** The scripts of the cache, as methods of the client. */
export const redisScripts = {
  raiseGeneration: defineScript({
    NUMBER_OF_KEYS: 1,
    SCRIPT: raiseGeneration,
    transformArguments: (key: string, least: number, ttlMs: number, toNew: boolean) => [
      key,
      String(least),
      String(ttlMs),
      toNew ? '1' : '0',
    ],
    transformReply: (reply: string) => Number(reply),
  }),
  takeLock: defineScript({
    NUMBER_OF_KEYS: 1,
    SCRIPT: takeLock,
    transformArguments: (key: string, ttlMs: number) => [key, String(ttlMs)],
    transformReply: (reply: string | null) => reply ?? undefined,
  }),
  releaseLock: defineScript({
    NUMBER_OF_KEYS: 1,
    SCRIPT: releaseLock,
    transformArguments: (key: string, fence: string) => [key, fence],
    transformReply: done,
  }),
  renewLock: defineScript({
    NUMBER_OF_KEYS: 1,
    SCRIPT: renewLock,
    transformArguments: (key: string, fence: string, ttlMs: number) => [key, fence, String(ttlMs)],
    transformReply: done,
  }),
  writeFenced: defineScript({
    NUMBER_OF_KEYS: 2,
    SCRIPT: writeFenced,
    transformArguments: (lock: string, key: string, fence: string, value: string, ttlMs: number) => [
      lock,
      key,
      fence,
      value,
      String(ttlMs),
    ],
    transformReply: done,
  }),
  noteHotKeys: defineScript({
    NUMBER_OF_KEYS: 1,
    SCRIPT: noteHotKeys,
    transformArguments: (
      key: string,
      weight: number,
      atMost: number,
      ttlMs: number,
      costs: readonly (readonly [member: string, cost: number])[],
    ) => [
      key,
      String(weight),
      String(atMost),
      String(ttlMs),
      ...costs.flatMap(([member, cost]) => [member, String(cost)]),
    ],
    transformReply: done,
  }),
};

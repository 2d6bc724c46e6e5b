import { Script } from '../redis/script.js';

/** Answers of `publishScript`. */
export const published = { accepted: 1, seen: 0, full: -1 } as const;

/**
 * Appends one message unless its id was seen or the queue is full.
 *
 * KEYS[1] stream
 * KEYS[2] delayed
 * KEYS[3] mark of the message id
 * KEYS[4] length                      (ordered queues only)
 * KEYS[5] list of the message's key   (ordered queues only)
 * ARGV[1] envelope, JSON
 * ARGV[2] most unprocessed messages
 * ARGV[3] how long the id is remembered in ms; 0: the message may be sent again
 * ARGV[4] something unique, which tells this message from its twins in the list
 * ARGV[5] key (ordered queues only)
 * Returns 1 accepted, 0 seen before, -1 full.
 */
export const publishScript = new Script(`
local remember = tonumber(ARGV[3])
if remember > 0 and redis.call('EXISTS', KEYS[3]) == 1 then return 0 end
local ordered = #KEYS == 5
local length
if ordered then
  length = tonumber(redis.call('GET', KEYS[4]) or '0')
else
  length = redis.call('XLEN', KEYS[1]) + redis.call('ZCARD', KEYS[2])
end
if length >= tonumber(ARGV[2]) then return -1 end
local time = redis.call('TIME')
local at = string.format('%d', time[1] * 1000 + math.floor(time[2] / 1000))
if ordered then
  redis.call('INCR', KEYS[4])
  if redis.call('RPUSH', KEYS[5], at .. ' ' .. ARGV[4] .. ' ' .. ARGV[1]) == 1 then
    redis.call('XADD', KEYS[1], '*', 'k', ARGV[5], 'at', at)
  end
else
  redis.call('XADD', KEYS[1], '*', 'm', ARGV[1], 'at', at)
end
if remember > 0 then redis.call('SET', KEYS[3], '1', 'PX', remember) end
return 1
`);

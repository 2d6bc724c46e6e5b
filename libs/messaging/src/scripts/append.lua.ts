import { Script } from '../redis/script.js';

/**
 * Appends messages of a plain queue in their order, as many as there is room for.
 *
 * KEYS[1] stream   KEYS[2] delayed
 * ARGV[1] most unprocessed messages
 * ARGV[2…] envelopes, JSON
 * Returns how many were appended; those after them found the queue full.
 */
export const appendScript = new Script(`
local room = tonumber(ARGV[1]) - redis.call('XLEN', KEYS[1]) - redis.call('ZCARD', KEYS[2])
local count = math.max(0, math.min(room, #ARGV - 1))
if count == 0 then return 0 end
local time = redis.call('TIME')
local at = string.format('%d', time[1] * 1000 + math.floor(time[2] / 1000))
for i = 2, count + 1 do redis.call('XADD', KEYS[1], '*', 'm', ARGV[i], 'at', at) end
return count
`);

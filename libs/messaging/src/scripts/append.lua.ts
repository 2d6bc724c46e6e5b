import { Script } from '../redis/script.js';

/**
 * Appends messages of a plain queue in their order, as many as there is room for.
 *
 * KEYS[1] stream   KEYS[2] delayed
 * ARGV[1] most unprocessed messages
 * ARGV[2…] envelopes, JSON
 * Returns how many were appended; those after them found the queue full.
 *
 * When a message was appended is in its entry's id. Only where the clock went back behind the newest entry, so that Redis
 * refuses such an id, it stands in a field of its own.
 */
export const appendScript = new Script(`
local call, stream = redis.call, KEYS[1]
local room = ARGV[1] - call('XLEN', stream) - call('ZCARD', KEYS[2])
local count = math.max(0, math.min(room, #ARGV - 1))
if count == 0 then return 0 end
local time = call('TIME')
local at = string.format('%d', time[1] * 1000 + math.floor(time[2] / 1000))
local id = at .. '-*'
if not redis.pcall('XADD', stream, id, 'm', ARGV[2]).err then
  for i = 3, count + 1 do call('XADD', stream, id, 'm', ARGV[i]) end
else
  for i = 2, count + 1 do call('XADD', stream, '*', 'm', ARGV[i], 'at', at) end
end
return count
`);

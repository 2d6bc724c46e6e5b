import { Script } from '../redis/script.js';
import { nowFunction, ownsFunction } from './owns.lua.js';

/**
 * Appends what is due for its next attempt.
 *
 * KEYS[1] stream   KEYS[2] delayed   KEYS[3] dead letters
 * ARGV[1] most entries at once    ARGV[2] most dead letters kept
 * Returns the milliseconds until the next one is due; -1 when none waits.
 */
export const promoteScript = new Script(`${nowFunction}
local time = now()
for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', time, 'LIMIT', 0, ARGV[1])) do
  redis.call('ZREM', KEYS[2], member)
  local ok, fields = pcall(cjson.decode, member)
  local added = ok and type(fields) == 'table' and #fields > 0
    and redis.pcall('XADD', KEYS[1], '*', unpack(fields))
  if not added or added.err then
    redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[2], '*', 'reason', 'malformed', 'raw', member)
  end
end
local following = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
if #following == 0 then return -1 end
return math.max(0, following[2] - time)
`);

/**
 * Takes over entries whose consumer was silent for too long.
 *
 * KEYS[1] stream
 * ARGV[1] group   ARGV[2] consumer   ARGV[3] silent for at least, in ms   ARGV[4] where to begin   ARGV[5] most entries
 * Returns { where to go on, { { entry id, fields, deliveries }, … } }.
 */
export const reclaimScript = new Script(`
local answer = redis.call('XAUTOCLAIM', KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4], 'COUNT', ARGV[5])
local taken = {}
for _, entry in ipairs(answer[2]) do
  if entry and entry[2] then
    local pending = redis.call('XPENDING', KEYS[1], ARGV[1], entry[1], entry[1], 1)
    taken[#taken + 1] = { entry[1], entry[2], pending[1] and pending[1][4] or 1 }
  end
end
return { answer[1], taken }
`);

/**
 * Says that the consumer still works on entries, unless somebody else took them over.
 *
 * KEYS[1] stream
 * ARGV[1] group   ARGV[2] consumer
 * ARGV[3…] entry ids
 * Returns the ids that belong to somebody else by now.
 */
export const extendScript = new Script(`${ownsFunction}
local lost = {}
for i = 3, #ARGV do
  if owns(KEYS[1], ARGV[1], ARGV[2], ARGV[i]) then
    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'JUSTID')
  else
    lost[#lost + 1] = ARGV[i]
  end
end
return lost
`);

/**
 * Forgets consumers that are gone and hold nothing.
 *
 * KEYS[1] stream
 * ARGV[1] group   ARGV[2] silent for at least, in ms   ARGV[3] this consumer's name when it is leaving, or empty
 */
export const forgetConsumersScript = new Script(`
for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local about = {}
  for i = 1, #consumer, 2 do about[consumer[i]] = consumer[i + 1] end
  local gone = about.idle >= tonumber(ARGV[2]) or about.name == ARGV[3]
  if gone and about.pending == 0 then redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], about.name) end
end
return 1
`);

import { Script } from '../redis/script.js';

/**
 * Puts a dead letter back into its queue, as if it had just been sent, and removes it.
 *
 * KEYS[1] dead letters
 * KEYS[2] stream
 * KEYS[3] length                      (ordered queues only)
 * KEYS[4] list of the message's key   (ordered queues only)
 * ARGV[1] id of the dead letter
 * ARGV[2] envelope, JSON
 * ARGV[3] something unique
 * ARGV[4] key (ordered queues only)
 * Returns 1, or 0 when there is no such dead letter.
 */
export const replayScript = new Script(`
if redis.call('XDEL', KEYS[1], ARGV[1]) == 0 then return 0 end
local time = redis.call('TIME')
local at = string.format('%d', time[1] * 1000 + math.floor(time[2] / 1000))
if #KEYS == 4 then
  redis.call('INCR', KEYS[3])
  if redis.call('RPUSH', KEYS[4], at .. ' ' .. ARGV[3] .. ' ' .. ARGV[2]) == 1 then
    redis.call('XADD', KEYS[2], '*', 'k', ARGV[4], 'at', at)
  end
else
  redis.call('XADD', KEYS[2], '*', 'm', ARGV[2], 'at', at)
end
return 1
`);

import { Script } from '../redis/script.js';

/**
 * Writes a part of what one turn of a consumer came to. Both parts are one script, so that a server knows either both or
 * none, and what goes first is not the one that has to be repeated.
 *
 * Answers, on a client's own stream, which goes away when nobody answers it any more:
 * KEYS[1] the client's reply stream
 * ARGV[1] "answer"   ARGV[2] most entries kept   ARGV[3] how long the stream lasts from now, in ms
 * ARGV[4] name of the field: "r", an answer each, or "rs", an array of answers each
 * ARGV[5…] values, JSON, an entry each; at least one
 *
 * Acknowledgements; the entries are deleted, so that the stream holds exactly the unprocessed ones:
 * KEYS[1] the queue's stream
 * ARGV[1] "acknowledge"   ARGV[2] group
 * ARGV[3…] entry ids
 */
export const turnScript = new Script(`
local stream = KEYS[1]
if ARGV[1] == 'answer' then
  local field = ARGV[4]
  redis.call('XADD', stream, 'MAXLEN', '~', ARGV[2], '*', field, ARGV[5])
  for i = 6, #ARGV do redis.call('XADD', stream, '*', field, ARGV[i]) end
  return redis.call('PEXPIRE', stream, ARGV[3])
end
redis.call('XACK', stream, ARGV[2], unpack(ARGV, 3))
return redis.call('XDEL', stream, unpack(ARGV, 3))
`);

import { Script } from '../redis/script.js';
import { nowFunction, ownsFunction, popFunction } from './owns.lua.js';

/**
 * Acknowledges the message at the head of a key's list, and its token.
 *
 * KEYS[1] stream   KEYS[2] list   KEYS[3] heads   KEYS[4] length
 * ARGV[1] group    ARGV[2] consumer    ARGV[3] entry id of the token
 * ARGV[4] beginning of the head    ARGV[5] key
 * Returns 1, or 0 when the token belongs to somebody else by now.
 */
export const acknowledgeHeadScript = new Script(`${ownsFunction}${popFunction}
if not owns(KEYS[1], ARGV[1], ARGV[2], ARGV[3]) then return 0 end
pop(KEYS[1], KEYS[2], KEYS[3], KEYS[4], ARGV[4], ARGV[5])
redis.call('XACK', KEYS[1], ARGV[1], ARGV[3])
redis.call('XDEL', KEYS[1], ARGV[3])
return 1
`);

/**
 * Takes a failed entry out of the stream until its next attempt.
 *
 * KEYS[1] stream   KEYS[2] delayed   KEYS[3] heads (ordered queues only)
 * ARGV[1] group    ARGV[2] consumer    ARGV[3] entry id    ARGV[4] wait in ms
 * ARGV[5] the fields it comes back with, a JSON array of strings
 * ARGV[6] key      ARGV[7] the head's failures, JSON       (ordered queues only)
 * Returns 1, or 0 when the entry belongs to somebody else by now.
 */
export const retryScript = new Script(`${ownsFunction}${nowFunction}
if not owns(KEYS[1], ARGV[1], ARGV[2], ARGV[3]) then return 0 end
redis.call('ZADD', KEYS[2], now() + ARGV[4], ARGV[5])
if #KEYS == 3 then redis.call('HSET', KEYS[3], ARGV[6], ARGV[7]) end
redis.call('XACK', KEYS[1], ARGV[1], ARGV[3])
redis.call('XDEL', KEYS[1], ARGV[3])
return 1
`);

/**
 * Moves a message to the dead letters; the key of an ordered queue goes on with its next one.
 *
 * KEYS[1] stream   KEYS[2] dead letters
 * KEYS[3] list     KEYS[4] heads   KEYS[5] length          (ordered queues only)
 * ARGV[1] group    ARGV[2] consumer    ARGV[3] entry id    ARGV[4] most dead letters kept
 * ARGV[5] beginning of the head    ARGV[6] key             (both empty unless ordered)
 * ARGV[7…] fields of the dead letter
 * Returns 1, or 0 when the entry belongs to somebody else by now.
 */
export const buryScript = new Script(`${ownsFunction}${popFunction}
if not owns(KEYS[1], ARGV[1], ARGV[2], ARGV[3]) then return 0 end
if #KEYS == 5 then pop(KEYS[1], KEYS[3], KEYS[4], KEYS[5], ARGV[5], ARGV[6]) end
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[4], '*', unpack(ARGV, 7))
redis.call('XACK', KEYS[1], ARGV[1], ARGV[3])
redis.call('XDEL', KEYS[1], ARGV[3])
return 1
`);

/**
 * Hands an entry back: it is appended anew, so that any consumer gets it at once.
 *
 * KEYS[1] stream
 * ARGV[1] group    ARGV[2] consumer    ARGV[3] entry id
 * ARGV[4…] its fields
 * Returns 1, or 0 when the entry belongs to somebody else by now.
 */
export const releaseScript = new Script(`${ownsFunction}
if not owns(KEYS[1], ARGV[1], ARGV[2], ARGV[3]) then return 0 end
redis.call('XADD', KEYS[1], '*', unpack(ARGV, 4))
redis.call('XACK', KEYS[1], ARGV[1], ARGV[3])
redis.call('XDEL', KEYS[1], ARGV[3])
return 1
`);

import { Script } from '../redis/script.js';

/**
 * Answers a client on its own stream, which goes away when nobody answers it any more.
 *
 * KEYS[1] the client's reply stream
 * ARGV[1] most answers kept   ARGV[2] how long the stream lasts from now, in ms
 * ARGV[3] answer, JSON
 */
export const replyScript = new Script(`
redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'r', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
`);

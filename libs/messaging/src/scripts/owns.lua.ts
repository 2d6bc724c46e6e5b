/**
 * Lua: whether an entry is (still) pending for this consumer. One that was silent for too long has lost its entries to
 * others, and must not settle them any more.
 */
export const ownsFunction = `
local function owns(stream, group, consumer, id)
  local pending = redis.pcall('XPENDING', stream, group, id, id, 1)
  return not pending.err and #pending == 1 and pending[1][2] == consumer
end
`;

/** Lua: Redis' own clock in milliseconds, as a string without exponent. */
export const nowFunction = `
local function now()
  local time = redis.call('TIME')
  return string.format('%d', time[1] * 1000 + math.floor(time[2] / 1000))
end
`;

/**
 * Lua: takes the head off a key's list if it is still the given one, and gives the key a new token while messages wait.
 * A token a message, rather than one until the list is empty, lets keys take turns and the age of a token be a message's.
 */
export const popFunction = `
local function pop(stream, list, heads, length, mark, key)
  local head = redis.call('LINDEX', list, 0)
  if head and mark ~= '' and string.sub(head, 1, #mark) == mark then
    redis.call('LPOP', list)
    redis.call('DECR', length)
    redis.call('HDEL', heads, key)
  end
  local following = redis.call('LINDEX', list, 0)
  if following then
    redis.call('XADD', stream, '*', 'k', key, 'at', string.match(following, '^%d+') or '0')
  end
end
`;

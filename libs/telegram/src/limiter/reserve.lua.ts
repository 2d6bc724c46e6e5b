/**
 * Takes the next slot that every limit allows, for all replicas at once, by Redis' clock.
 *
 * KEYS[1] the token's hold: the moment (ms) until which nothing may leave
 * KEYS[2] the token's slots; KEYS[3..] those of the chat and of the group, where the call has them.
 *         Sorted sets: score = the slot's moment (ms), member = the reservation
 * ARGV[1] the reservation's name · ARGV[2] the longest wait (ms) · ARGV[3] the time (ms), or '' for Redis' own clock
 * ARGV[4], ARGV[5] count and window (ms) of KEYS[2]; further pairs for the keys after it
 *
 * Returns {1, wait} when the slot is taken, {0, wait} when the wait would be too long: then nothing changes.
 * The search is the one explained in slot-search.ts.
 */
export const reserveScript = `
local time = redis.call('TIME')
local now = tonumber(ARGV[3]) or time[1] * 1000 + math.floor(time[2] / 1000)
local rules = {}
for i = 2, #KEYS do
  local rule = { key = KEYS[i], count = tonumber(ARGV[2 * i]), window = tonumber(ARGV[2 * i + 1]), taken = {} }
  redis.call('ZREMRANGEBYSCORE', rule.key, '-inf', now - rule.window)
  for _, score in ipairs(redis.call('ZRANGE', rule.key, 0, -1, 'WITHSCORES')) do
    rule.pair = not rule.pair
    if not rule.pair then rule.taken[#rule.taken + 1] = tonumber(score) end
  end
  rules[#rules + 1] = rule
end

local function fits(taken, first, at, rule)
  local near, placed = {}, false
  for i = first, #taken do
    if taken[i] >= at + rule.window then break end
    if not placed and taken[i] > at then
      near[#near + 1] = at
      placed = true
    end
    near[#near + 1] = taken[i]
  end
  if not placed then near[#near + 1] = at end
  for i = 1, #near - rule.count do
    if near[i + rule.count] - near[i] < rule.window then return false end
  end
  return true
end

local function earliest(rule, from)
  local at, first, taken = from, 1, rule.taken
  while true do
    while taken[first] and taken[first] <= at - rule.window do first = first + 1 end
    if fits(taken, first, at, rule) then return at end
    at = taken[first] + rule.window
    first = first + 1
  end
end

local at = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
local before = -1
while before ~= at do
  before = at
  for _, rule in ipairs(rules) do at = earliest(rule, at) end
end
local wait = at - now
if wait > tonumber(ARGV[2]) then return { 0, wait } end
for _, rule in ipairs(rules) do
  redis.call('ZADD', rule.key, at, ARGV[1])
  redis.call('PEXPIRE', rule.key, wait + rule.window + 1000)
end
return { 1, wait }
`;

/**
 * Holds the token for everybody: nothing leaves before the moment given by Redis' clock plus ARGV[1] ms. A shorter hold than
 * the current one changes nothing. KEYS[1] the token's hold. Returns the milliseconds it is held for now.
 */
export const holdScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local till = math.max(now + tonumber(ARGV[1]), tonumber(redis.call('GET', KEYS[1]) or '0'))
redis.call('SET', KEYS[1], string.format('%d', till), 'PX', till - now)
return till - now
`;

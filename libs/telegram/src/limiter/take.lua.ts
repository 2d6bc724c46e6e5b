import { wantsLongerMs } from './limiter-core.js';
import { longestFlightMs } from './slot-request.js';

/** Scores from here on are calls in flight: this plus the moment (ms) they left. Others are moments of answers. */
const inFlight = 100_000_000_000_000;

/**
 * Lets calls leave that every limit allows, for all replicas at once, by Redis' clock; the rules are those of limiter-core.ts.
 *
 * KEYS[1] the token's hold: the moment (ms) until which nothing may leave
 * KEYS[2..5] the moment (ms) until which a lane counts as waiting, most urgent lane first
 * KEYS[6] the token's calls; KEYS[7..] those of each call's chat and group, in the order of the calls.
 *         Sorted sets: member = lane's rank and name of the call, score = when it was answered, or in flight
 * ARGV[1] the time (ms), or '' for Redis' own clock · ARGV[2], [3] count and window (ms) of the token, [4] least count of a lane
 * ARGV[5..8] count of each lane · ARGV[9..12] count and window of a chat, of a group
 * ARGV[13..] for each call its member, and how many keys it has: 0, 1 (chat) or 2 (chat and group)
 *
 * Returns {used, held, wait, by, wait, by, …}: used calls in the token's window; held (ms) after a 429; for each call 0 when
 * it leaves, else how long it waits at least, and whose limit it is: 1 hold, 2 token, 3 chat.
 */
export const takeScript = `
local time = redis.call('TIME')
local now = tonumber(ARGV[1]) or time[1] * 1000 + math.floor(time[2] / 1000)
local tokenCount, tokenWindow, least = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local logs = {}

local function logOf(key, window)
  if logs[key] then return logs[key] end
  local log = { key = key, window = window, moments = {}, ranks = {} }
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - window)
  redis.call('ZREMRANGEBYSCORE', key, ${inFlight}, ${inFlight} + now - window - ${longestFlightMs})
  local found = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
  for i = 1, #found, 2 do
    local score = tonumber(found[i + 1])
    if score >= ${inFlight} then score = math.min(now, score - ${inFlight} + ${longestFlightMs}) end
    log.moments[#log.moments + 1] = score
    log.ranks[#log.ranks + 1] = tonumber(string.sub(found[i], 1, 1))
  end
  logs[key] = log
  return log
end

local function countOf(log, rank)
  local count = 0
  for _, one in ipairs(log.ranks) do
    if one == rank then count = count + 1 end
  end
  return count
end

local function waitFor(log, count, rank)
  local moments = {}
  for i, moment in ipairs(log.moments) do
    if not rank or log.ranks[i] == rank then moments[#moments + 1] = moment end
  end
  if #moments < count then return 0 end
  table.sort(moments)
  return moments[#moments - count + 1] + log.window - now
end

local token = logOf(KEYS[6], tokenWindow)
local wants = {}
for rank = 0, 3 do wants[rank] = tonumber(redis.call('GET', KEYS[2 + rank]) or '0') > now end

local function tokenWait(rank)
  local others, givesWay = 0, false
  for other = 0, 3 do
    if other ~= rank and wants[other] then
      others = others + math.max(0, least - countOf(token, other))
      givesWay = givesWay or other < rank
    end
  end
  local most = math.max(1, math.min(tonumber(ARGV[5 + rank]), tokenCount - others))
  local together = waitFor(token, most)
  if not givesWay then return together end
  return math.max(together, waitFor(token, least, rank))
end

local held = math.max(0, tonumber(redis.call('GET', KEYS[1]) or '0') - now)
local answer, nextKey = { 0, held }, 7
for i = 13, #ARGV, 2 do
  local member, keys = ARGV[i], tonumber(ARGV[i + 1])
  local rank, mine = tonumber(string.sub(member, 1, 1)), {}
  if keys >= 1 then mine[1] = logOf(KEYS[nextKey], tonumber(ARGV[10])) end
  if keys >= 2 then mine[2] = logOf(KEYS[nextKey + 1], tonumber(ARGV[12])) end
  nextKey = nextKey + keys
  local wait, by = held, 1
  if wait == 0 then
    by = 3
    for j, log in ipairs(mine) do wait = math.max(wait, waitFor(log, tonumber(ARGV[7 + 2 * j]))) end
  end
  if wait == 0 then
    by, wait = 2, tokenWait(rank)
    if wait > 0 then
      wants[rank] = true
      local longer = wait + ${wantsLongerMs}
      redis.call('SET', KEYS[2 + rank], string.format('%d', now + longer), 'PX', math.ceil(longer))
    end
  end
  if wait == 0 then
    by = 0
    mine[#mine + 1] = token
    for _, log in ipairs(mine) do
      redis.call('ZADD', log.key, ${inFlight} + now, member)
      redis.call('PEXPIRE', log.key, log.window + ${longestFlightMs} + 1000)
      log.moments[#log.moments + 1] = now
      log.ranks[#log.ranks + 1] = rank
    end
  end
  answer[#answer + 1] = math.ceil(wait)
  answer[#answer + 1] = by
end
answer[1] = #token.moments
return answer
`;

/**
 * A call was answered, and counts from now on. KEYS the logs it is in · ARGV[1] its member · ARGV[2] the time (ms), or '' for
 * Redis' own clock.
 */
export const answeredScript = `
local time = redis.call('TIME')
local now = tonumber(ARGV[2]) or time[1] * 1000 + math.floor(time[2] / 1000)
for _, key in ipairs(KEYS) do redis.call('ZADD', key, 'XX', now, ARGV[1]) end
return now
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

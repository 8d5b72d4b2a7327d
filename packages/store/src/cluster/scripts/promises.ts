/**
 * Holds what a decision shows under one name of a person, if nothing was held or settled under it since the version that the caller knows. The key is
 * `held:<name>`: a hash of `version` and, for each decision, `d:<decision id>`. Arguments: the name, the decision's id, the version, what is
 * promised as JSON, for how long it counts at most. Answers nothing where it is held, else the version, the hash's names and values, and the profile
 * where the name is a profile's.
 */
export const holdUnderName = `
local mine = 'd:' .. ARGV[2]
if redis.call('HEXISTS', KEYS[1], mine) == 1 then return false end
local version = redis.call('HGET', KEYS[1], 'version') or ''
if version ~= ARGV[3] then
  local tag = string.sub(KEYS[1], 1, -6 - #ARGV[1])
  return { version, redis.call('HGETALL', KEYS[1]), redis.call('GET', tag .. 'p:' .. ARGV[1]) }
end
redis.call('HSET', KEYS[1], 'version', ARGV[2], mine, ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return false
`;

/** Twice the age up to which a node goes by a profile that it knew before. */
export const heldVersionStaysMs = 120_000;

/** A function for scripts: ends the promise of a decision under one name. */
export const endPromise = `
local function endPromise(key, decisionId, staysMs)
  if redis.call('HDEL', key, 'd:' .. decisionId) == 0 then return 0 end
  redis.call('HSET', key, 'version', '-' .. decisionId)
  if redis.call('HLEN', key) == 1 then redis.call('PEXPIRE', key, staysMs) end
  return 1
end
`;

/**
 * Ends a promise under one name. The key as above; arguments: the decision's id, and for how long the version stays where no promise is left: longer than any
 * node goes by an older profile.
 */
export const settleUnderName = `
${endPromise}
return endPromise(KEYS[1], ARGV[1], ARGV[2])
`;

/**
 * Holds a place in an offer's budget. The key is `held`, the decisions by the offset of their records (infinite: not written); beside it lies `counted`, up to where
 * every node's books must be counted. Arguments: the decision's id, how many may be held by the caller's books, and how far these are
 * counted, and 0 where it is only asked whether there is room. Answers 1 or 0.
 */
export const holdOffer = `
if redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 1 end
local counted = redis.call('GET', string.sub(KEYS[1], 1, -5) .. 'counted')
if counted and tonumber(counted) > tonumber(ARGV[3]) then return 0 end
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
if ARGV[4] == '0' then return 1 end
redis.call('ZADD', KEYS[1], '+inf', ARGV[1])
return 1
`;

/** Ends a place, or dates it: the key as above; arguments: the decision's id, the offset of its record (empty: nobody was shown it). */
export const settleOffer = `
if ARGV[2] == '' then return redis.call('ZREM', KEYS[1], ARGV[1]) end
local counted = redis.call('GET', string.sub(KEYS[1], 1, -5) .. 'counted')
if counted and tonumber(counted) >= tonumber(ARGV[2]) then return redis.call('ZREM', KEYS[1], ARGV[1]) end
return redis.call('ZADD', KEYS[1], 'XX', ARGV[2], ARGV[1])
`;

/** The books are counted: the key as above; arguments: up to where, and as of which offset other nodes read them. */
export const offerCounted = `
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
local key = string.sub(KEYS[1], 1, -5) .. 'counted'
if tonumber(redis.call('GET', key) or '0') < tonumber(ARGV[2]) then redis.call('SET', key, ARGV[2]) end
return 1
`;

/** Forgets up to 1,000 message keys whose time is before the argument; answers how many. The key is a shard's `seen`. */
export const forgetSeenInShard = `
local over = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[1], 'LIMIT', 0, 1000)
if #over > 0 then redis.call('ZREM', KEYS[1], unpack(over)) end
return #over
`;

/**
 * The same of kin, 100 of them at a time: the key is a shard's `seenByKin`, which says when the earliest message key of each may be forgotten. Message keys
 * that are never forgotten (−1) stay. Answers how many kin it looked at.
 */
export const forgetSeenOfKin = `
local tag = string.sub(KEYS[1], 1, -10)
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[1], 'LIMIT', 0, 100)
for _, born in ipairs(due) do
  local name = tag .. 'kin:' .. born .. ':seen'
  redis.call('ZREMRANGEBYSCORE', name, 0, '(' .. ARGV[1])
  local next = redis.call('ZRANGEBYSCORE', name, 0, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
  if #next == 0 then redis.call('ZREM', KEYS[1], born) else redis.call('ZADD', KEYS[1], next[2], born) end
end
return #due
`;

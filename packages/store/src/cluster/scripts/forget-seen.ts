/** Forgets up to 1,000 message keys whose time is before the argument; answers how many. The key is a shard's `seen`. */
export const forgetSeenInShard = `
local over = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[1], 'LIMIT', 0, 1000)
if #over > 0 then redis.call('ZREM', KEYS[1], unpack(over)) end
return #over
`;

/**
 * What one write set changes in the quarantine, once. The key is its `applied`, a hash of partition → sequence; beside it lie `events` (id → JSON),
 * `codes` (id → code), `ids` (by number), `counts` (code → number) and `last`, the greatest id ever given. Arguments as of `applyToShard`.
 */
export const applyToQuarantine = `
local tag = string.sub(KEYS[1], 1, -8)
local applied = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0')
local sequence, before = tonumber(ARGV[2]), tonumber(ARGV[3])
if applied >= sequence then return 0 end
if applied < before then return -1 - applied end
local function take(id)
  local code = redis.call('HGET', tag .. 'codes', id)
  if not code then return end
  redis.call('HDEL', tag .. 'codes', id)
  redis.call('HDEL', tag .. 'events', id)
  redis.call('ZREM', tag .. 'ids', id)
  if redis.call('HINCRBY', tag .. 'counts', code, -1) == 0 then redis.call('HDEL', tag .. 'counts', code) end
end
local i = 4
while i <= #ARGV do
  local kind, id = ARGV[i], ARGV[i + 1]
  take(id)
  if kind == 'add' then
    redis.call('HSET', tag .. 'codes', id, ARGV[i + 2])
    redis.call('HSET', tag .. 'events', id, ARGV[i + 3])
    redis.call('ZADD', tag .. 'ids', id, id)
    redis.call('HINCRBY', tag .. 'counts', ARGV[i + 2], 1)
    if tonumber(redis.call('GET', tag .. 'last') or '0') < tonumber(id) then redis.call('SET', tag .. 'last', id) end
    i = i + 4
  else i = i + 2 end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
`;

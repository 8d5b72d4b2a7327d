/**
 * Says that a write set is in all its shards. The key is `state` of the partition: a hash with `sequence`, `head`, and `shard:<n>` → the
 * sequence that touched shard n last. Arguments: sequence, head (0: as it was), then the shards. Never goes back.
 */
export const applyToIndex = `
local sequence = tonumber(ARGV[1])
if tonumber(redis.call('HGET', KEYS[1], 'sequence') or '0') < sequence then
  redis.call('HSET', KEYS[1], 'sequence', ARGV[1])
end
if tonumber(redis.call('HGET', KEYS[1], 'head') or '0') < tonumber(ARGV[2]) then redis.call('HSET', KEYS[1], 'head', ARGV[2]) end
for i = 3, #ARGV do
  local field = 'shard:' .. ARGV[i]
  if tonumber(redis.call('HGET', KEYS[1], field) or '0') < sequence then redis.call('HSET', KEYS[1], field, ARGV[1]) end
end
return 1
`;

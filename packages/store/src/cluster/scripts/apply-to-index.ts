/**
 * Says that a write set is in all its shards. The key is `state` of the partition: a hash with `sequence`, `head`, and `shard:<n>` → the
 * sequence that touched shard n last. Arguments: sequence, the one before it (0: not known), head (0: as it was), `standing` of the partition as JSON ('': as it
 * was), then the shards. Never goes back. Answers 1, or −1 − s where it has only got to s.
 */
export const applyToIndex = `
local sequence, applied = tonumber(ARGV[1]), tonumber(redis.call('HGET', KEYS[1], 'sequence') or '0')
if applied < tonumber(ARGV[2]) then return -1 - applied end
if applied < sequence then redis.call('HSET', KEYS[1], 'sequence', ARGV[1]) end
if applied < sequence and ARGV[4] ~= '' then redis.call('HSET', KEYS[1], 'standing', ARGV[4]) end
if tonumber(redis.call('HGET', KEYS[1], 'head') or '0') < tonumber(ARGV[3]) then redis.call('HSET', KEYS[1], 'head', ARGV[3]) end
for i = 5, #ARGV do
  local field = 'shard:' .. ARGV[i]
  if tonumber(redis.call('HGET', KEYS[1], field) or '0') < sequence then redis.call('HSET', KEYS[1], field, ARGV[1]) end
end
return 1
`;

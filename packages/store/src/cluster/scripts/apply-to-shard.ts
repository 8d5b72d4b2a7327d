import { dropMemberships } from "./memberships.ts";
import { endPromise, heldVersionStaysMs } from "./promises.ts";

/**
 * What one write set changes in one shard: whole, and once. The key is the shard's `applied`, a hash of partition → sequence.
 * Arguments: partition, sequence, the sequence of the write set before it that touched this shard (0: not known), then the changes.
 * With several partitions `v` keeps which version of a person was written last, so that what an earlier holder writes again after a failover does not come over
 * what a later one wrote. `k:<identifier>`: partition → where it knows the kin to be; `kin:<born>` their size, and beside it `:places` (place → identifier; nothing where
 * it is not kept) and `:seen` (when the earliest of these may be forgotten: `seenByKin`). `orders`: offset of an entry that was changed → the order that said so.
 * Answers 1 (done), 0 (was done before), or −1 − s where the shard has only got to s.
 */
export const applyToShard = `
${dropMemberships}
${endPromise}
local tag = string.sub(KEYS[1], 1, -8)
local applied = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0')
local sequence, before = tonumber(ARGV[2]), tonumber(ARGV[3])
if applied >= sequence then return 0 end
if applied < before then return -1 - applied end
local version = nil
local function isNewest(name)
  if not version then return true end
  local last = redis.call('HGET', tag .. 'v', name)
  if last and tonumber(last) > tonumber(version) then return false end
  redis.call('HSET', tag .. 'v', name, version)
  return true
end
local i = 4
while i <= #ARGV do
  local kind, key, value = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local isPerson = kind == 'profile' or kind == 'noProfile'
  if (isPerson and not isNewest('p:' .. key)) or ((kind == 'identity' or kind == 'noIdentity') and not isNewest('i:' .. key)) then
    kind = 'written since'
  end
  if kind == 'version' then version = value
  elseif kind == 'pointer' then
    if value == '' then redis.call('HDEL', tag .. 'k:' .. key, ARGV[1]) else redis.call('HSET', tag .. 'k:' .. key, ARGV[1], value) end
  elseif kind == 'kin' then
    local name = tag .. 'kin:' .. key
    if value == '' then
      redis.call('DEL', name, name .. ':places', name .. ':seen')
      redis.call('ZREM', tag .. 'seenByKin', key)
    else redis.call('SET', name, value) end
  elseif kind == 'kinPlace' then
    local member = cjson.decode(value)
    redis.call('HSET', tag .. 'kin:' .. key .. ':places', member[1], member[2])
  elseif kind == 'order' then redis.call('HSET', tag .. 'orders', key, value)
  elseif kind == 'kinSeen' then
    local message = cjson.decode(value)
    local untilAt = string.format('%.0f', message[2])
    redis.call('ZADD', tag .. 'kin:' .. key .. ':seen', untilAt, message[1])
    if message[2] >= 0 then redis.call('ZADD', tag .. 'seenByKin', 'LT', untilAt, key) end
  elseif kind == 'profile' then
    redis.call('SET', tag .. 'p:' .. key, value)
    redis.call('ZADD', tag .. 'ids', 0, key)
  elseif kind == 'noProfile' then
    dropMemberships(tag, key)
    redis.call('DEL', tag .. 'p:' .. key, tag .. 's:' .. key)
    redis.call('ZREM', tag .. 'ids', key)
    redis.call('SREM', tag .. 'scored', key)
  elseif kind == 'identity' then redis.call('SET', tag .. 'i:' .. key, value)
  elseif kind == 'noIdentity' then redis.call('DEL', tag .. 'i:' .. key)
  elseif kind == 'landed' then endPromise(tag .. 'held:' .. key, value, ${heldVersionStaysMs})
  elseif kind == 'owns' then redis.call('ZADD', tag .. 'e:' .. key, value, value)
  elseif kind == 'ownsNot' then redis.call('ZREM', tag .. 'e:' .. key, value)
  elseif kind == 'seen' then redis.call('ZADD', tag .. 'seen', 'GT', value, key)
  end
  i = i + 3
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
`;

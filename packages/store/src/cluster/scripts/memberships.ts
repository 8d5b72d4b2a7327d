/**
 * Lua functions on what a shard keeps of memberships: `m:<profile id>` (a hash: `v` the JSON, `g` the packed list of segment ids), and beside it
 * the lists `seg:<segment id>` and `members` (profile ids), `due` (by time) and `sizes`.
 */
export const dropMemberships = `
local function dropMemberships(tag, id)
  local packed = redis.call('HGET', tag .. 'm:' .. id, 'g')
  if not packed then return end
  for _, segment in ipairs(cmsgpack.unpack(packed)) do
    redis.call('ZREM', tag .. 'seg:' .. segment, id)
    if redis.call('HINCRBY', tag .. 'sizes', segment, -1) == 0 then redis.call('HDEL', tag .. 'sizes', segment) end
  end
  redis.call('ZREM', tag .. 'due', id)
  redis.call('ZREM', tag .. 'members', id)
  redis.call('DEL', tag .. 'm:' .. id)
end
`;

/**
 * What one `put` changes in one shard, once. The key is the shard's `put`, the number of the last put applied. Arguments: number, then for each
 * person: id, JSON or '' where nothing is left to remember, when it is due or '', how many segments, their ids.
 */
export const putMemberships = `
${dropMemberships}
local tag = string.sub(KEYS[1], 1, -4)
if tonumber(redis.call('GET', KEYS[1]) or '0') >= tonumber(ARGV[1]) then return 0 end
local i = 2
while i <= #ARGV do
  local id, value, due, count = ARGV[i], ARGV[i + 1], ARGV[i + 2], tonumber(ARGV[i + 3])
  if redis.call('EXISTS', tag .. 'p:' .. id) == 1 then
    dropMemberships(tag, id)
    if value ~= '' then
      local segments = {}
      for n = 1, count do
        local segment = ARGV[i + 3 + n]
        segments[n] = segment
        redis.call('ZADD', tag .. 'seg:' .. segment, 0, id)
        redis.call('HINCRBY', tag .. 'sizes', segment, 1)
      end
      redis.call('HSET', tag .. 'm:' .. id, 'v', value, 'g', cmsgpack.pack(segments))
      redis.call('ZADD', tag .. 'members', 0, id)
      if due ~= '' then redis.call('ZADD', tag .. 'due', due, id) end
    end
  end
  i = i + 4 + count
end
redis.call('SET', KEYS[1], ARGV[1])
return 1
`;

/** Removes all memberships of a shard; the number of the last put stays. The key is the shard's `put`. */
export const clearMemberships = `
${dropMemberships}
local tag = string.sub(KEYS[1], 1, -4)
local ids = redis.call('ZRANGE', tag .. 'members', 0, 999)
for _, id in ipairs(ids) do dropMemberships(tag, id) end
return #ids
`;

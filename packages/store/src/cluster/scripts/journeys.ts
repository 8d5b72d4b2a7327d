/**
 * One step of the journeys, whole. The key is `checkpoint` of the place; beside it lie
 * `journeys` (their ids), `runs` (run key → JSON), `of:<journey id>` (profile ids), `runTimers` (run keys by time), `pending` (delivery id → JSON), `deliveryTimers` (delivery ids
 * by time), `records` (delivery id → JSON), `order` (delivery ids by number), `by:<profile id>` (the same of one person), `owners` (delivery id → profile
 * id) and `number`, the last one given. Arguments: how many records are kept, then the changes, five for each: kind and what it needs.
 */
export const commitJourneys = `
local tag = string.sub(KEYS[1], 1, -11)
local function dropRecord(id)
  local owner = redis.call('HGET', tag .. 'owners', id)
  if not owner then return end
  redis.call('ZREM', tag .. 'by:' .. owner, id)
  redis.call('ZREM', tag .. 'order', id)
  redis.call('HDEL', tag .. 'owners', id)
  redis.call('HDEL', tag .. 'records', id)
end
for i = 2, #ARGV, 5 do
  local kind, key, value, at, who = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]
  if kind == 'checkpoint' then redis.call('SET', KEYS[1], value)
  elseif kind == 'run' or kind == 'noRun' then
    local name = key .. '\\0' .. who
    redis.call('ZREM', tag .. 'runTimers', name)
    if kind == 'noRun' then
      redis.call('HDEL', tag .. 'runs', name)
      redis.call('ZREM', tag .. 'of:' .. key, who)
    else
      redis.call('HSET', tag .. 'runs', name, value)
      redis.call('ZADD', tag .. 'of:' .. key, 0, who)
      redis.call('SADD', tag .. 'journeys', key)
      if at ~= '' then redis.call('ZADD', tag .. 'runTimers', at, name) end
    end
  elseif kind == 'pending' then
    redis.call('HSET', tag .. 'pending', key, value)
    redis.call('ZADD', tag .. 'deliveryTimers', at, key)
  elseif kind == 'noPending' then
    redis.call('HDEL', tag .. 'pending', key)
    redis.call('ZREM', tag .. 'deliveryTimers', key)
  elseif kind == 'record' then
    redis.call('HDEL', tag .. 'pending', key)
    redis.call('ZREM', tag .. 'deliveryTimers', key)
    dropRecord(key)
    local number = redis.call('INCR', tag .. 'number')
    redis.call('HSET', tag .. 'records', key, value)
    redis.call('HSET', tag .. 'owners', key, who)
    redis.call('ZADD', tag .. 'order', number, key)
    redis.call('ZADD', tag .. 'by:' .. who, number, key)
  elseif kind == 'noRecord' then dropRecord(key)
  end
end
local tooMany = redis.call('ZCARD', tag .. 'order') - tonumber(ARGV[1])
if tooMany > 0 then
  for _, id in ipairs(redis.call('ZRANGE', tag .. 'order', 0, tooMany - 1)) do dropRecord(id) end
end
`;

/**
 * Adds scores to some people of a shard, if they have a profile. The key is the shard's `scored`, the set of profile ids that have scores;
 * a person's scores are the hash `s:<profile id>` of name → `computedAt|JSON`. Arguments, for each person: id, number of scores, then name
 * and value of each.
 */
export const putScores = `
local tag = string.sub(KEYS[1], 1, -7)
local i = 1
while i <= #ARGV do
  local id, count = ARGV[i], tonumber(ARGV[i + 1])
  if count > 0 and redis.call('EXISTS', tag .. 'p:' .. id) == 1 then
    for n = 1, count do redis.call('HSET', tag .. 's:' .. id, ARGV[i + 2 * n], ARGV[i + 2 * n + 1]) end
    redis.call('SADD', KEYS[1], id)
  end
  i = i + 2 + 2 * count
end
`;

/**
 * Drops scores of these names that were computed before the first argument, of people named behind the names (their number is the second). The
 * key is as above. Answers how many.
 */
export const forgetScores = `
local tag = string.sub(KEYS[1], 1, -7)
local before, count = tonumber(ARGV[1]), tonumber(ARGV[2])
local forgotten = 0
for i = 3 + count, #ARGV do
  local key = tag .. 's:' .. ARGV[i]
  for n = 3, 2 + count do
    local value = redis.call('HGET', key, ARGV[n])
    if value and tonumber(string.match(value, '^[^|]*')) < before then forgotten = forgotten + redis.call('HDEL', key, ARGV[n]) end
  end
  if redis.call('EXISTS', key) == 0 then redis.call('SREM', KEYS[1], ARGV[i]) end
end
return forgotten
`;

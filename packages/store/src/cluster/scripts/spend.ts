/**
 * Counts one showing in all of a person's caps, or in none. The key is `spent:<profile id>`; beside it lies, for each cap, the list of what was counted, by
 * time. Arguments: the spend's id, now, then for each cap its name, how many at most, and within how many milliseconds. Answers the name of
 * the first cap that is full, or nothing. A spend that was counted before stays counted, once.
 */
export const spendCaps = `
local now = tonumber(ARGV[2])
for i = 3, #ARGV, 3 do
  local list = KEYS[1] .. ':' .. ARGV[i]
  local since = '(' .. string.format('%.0f', now - tonumber(ARGV[i + 2]))
  if not redis.call('ZSCORE', list, ARGV[1]) and redis.call('ZCOUNT', list, since, '+inf') >= tonumber(ARGV[i + 1]) then
    return ARGV[i]
  end
end
for i = 3, #ARGV, 3 do
  local list = KEYS[1] .. ':' .. ARGV[i]
  redis.call('ZREMRANGEBYSCORE', list, '-inf', string.format('%.0f', now - tonumber(ARGV[i + 2])))
  redis.call('ZADD', list, 'NX', ARGV[2], ARGV[1])
  redis.call('PEXPIRE', list, ARGV[i + 2])
end
return false
`;

/**
 * Takes an amount out of a budget, if it holds so much. The key is `spent`, the sum; beside it lies `by`, what each spend took. Arguments: the
 * spend's id, the amount, the budget. Answers 1 or 0. A spend that was taken before stays taken, once.
 */
export const spendBudget = `
local by = string.sub(KEYS[1], 1, -6) .. 'by'
if redis.call('HEXISTS', by, ARGV[1]) == 1 then return 1 end
if tonumber(redis.call('GET', KEYS[1]) or '0') + tonumber(ARGV[2]) > tonumber(ARGV[3]) then return 0 end
redis.call('INCRBY', KEYS[1], ARGV[2])
redis.call('HSET', by, ARGV[1], ARGV[2])
return 1
`;

/** Gives back what a spend took: the key as above, the argument its id. Answers what it was; 0 where it took nothing. */
export const giveBack = `
local by = string.sub(KEYS[1], 1, -6) .. 'by'
local amount = redis.call('HGET', by, ARGV[1])
if not amount then return 0 end
redis.call('HDEL', by, ARGV[1])
redis.call('DECRBY', KEYS[1], amount)
return tonumber(amount)
`;

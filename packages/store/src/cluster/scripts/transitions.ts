/**
 * The last step of a `put` of memberships, once. The key is `last` of the place, the number of the last put that was carried out; beside it lie
 * `transitions` (JSON by sequence number), `newest` (the last number given), `intent`, and `done` (the ids of the latest puts). Arguments: the put's
 * number, how many transitions are kept, the put's id, then the transitions as JSON without their number.
 */
export const finishPut = `
local tag = string.sub(KEYS[1], 1, -5)
if tonumber(redis.call('GET', KEYS[1]) or '0') >= tonumber(ARGV[1]) then return 0 end
for i = 4, #ARGV do
  local sequence = string.format('%.0f', redis.call('INCR', tag .. 'newest'))
  redis.call('ZADD', tag .. 'transitions', sequence, '{"sequence":' .. sequence .. ',' .. string.sub(ARGV[i], 2))
end
redis.call('ZREMRANGEBYRANK', tag .. 'transitions', 0, -1 - tonumber(ARGV[2]))
redis.call('SET', KEYS[1], ARGV[1])
redis.call('DEL', tag .. 'intent')
redis.call('LPUSH', tag .. 'done', ARGV[3])
redis.call('LTRIM', tag .. 'done', 0, 99)
return 1
`;

/**
 * Writes down what a put is going to do, unless another one is under way. The key is `intent`. The argument is JSON without its number. Answers 1 and this one with its number, to be
 * carried out; 0 and the other, to be carried out first; or 2 where somebody has done it already. The second argument is the id in the JSON.
 */
export const beginPut = `
local tag = string.sub(KEYS[1], 1, -7)
if redis.call('LPOS', tag .. 'done', ARGV[2]) then return {2, ''} end
local other = redis.call('GET', KEYS[1])
if other then
  if string.find(other, ARGV[2], 1, true) then return {1, other} end
  return {0, other}
end
local number = string.format('%.0f', tonumber(redis.call('GET', tag .. 'last') or '0') + 1)
local intent = '{"number":' .. number .. ',' .. string.sub(ARGV[1], 2)
redis.call('SET', KEYS[1], intent)
return {1, intent}
`;

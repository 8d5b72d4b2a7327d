/**
 * What one shard knows of identifiers. The key is `k:` of the shard; arguments: the partition that asks, then the identifiers' hashes. Answers, for each of them, where that partition knows the
 * kin to be, and the record of whose identifier it is; nothing where there is none.
 */
export const readNamed = `
local tag = string.sub(KEYS[1], 1, -3)
local found = {}
for i = 2, #ARGV do
  found[2 * i - 3] = redis.call('HGET', KEYS[1] .. ARGV[i], ARGV[1])
  found[2 * i - 2] = redis.call('GET', tag .. 'i:' .. ARGV[i])
end
return found
`;

/**
 * What is kept of kin of one shard as JSON, and whether they have met messages. The key is `kin:` of the shard; arguments, for each of the kin: their name, a number n, and n message
 * keys. Answers, for each, that JSON, and for each of its messages something or nothing.
 */
export const readKin = `
local found, at, i = {}, 0, 1
while i <= #ARGV do
  local name, messages = KEYS[1] .. ARGV[i], tonumber(ARGV[i + 1])
  at = at + 1
  found[at] = redis.call('GET', name)
  for j = i + 2, i + 1 + messages do
    at = at + 1
    found[at] = redis.call('ZSCORE', name .. ':seen', ARGV[j])
  end
  i = i + 2 + messages
end
return found
`;

/**
 * A person's profile, memberships and scores in one answer: JSON, JSON, and names and values one behind the other; nothing where there is none. The key is the
 * profile's, `p:<profile id>`; the argument is the id.
 */
export const readPersonScript = `
local tag = string.sub(KEYS[1], 1, -3 - #ARGV[1])
return {
  redis.call('GET', KEYS[1]),
  redis.call('HGET', tag .. 'm:' .. ARGV[1], 'v'),
  redis.call('HGETALL', tag .. 's:' .. ARGV[1])
}
`;

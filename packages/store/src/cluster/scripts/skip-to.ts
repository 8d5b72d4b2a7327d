/** Says that a place has got to a sequence although it has not. The key is its `applied`; arguments: partition, sequence. Never goes back. */
export const skipTo = `
if tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0') < tonumber(ARGV[2]) then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
return 1
`;

import { hashKey } from "../../../packages/model/dist/hash-key.js";
import { createKeySpace } from "../../../packages/store/dist/cluster/key-space.js";
import { createRedisClient } from "../../../packages/store/dist/cluster/redis-client.js";
import { identifierOf, profile } from "./people.mjs";

/** The nodes write the values themselves: only ids go to them. Arguments: the value with @ for the id, then names and ids in turn. */
const fill = `
local tag = string.sub(KEYS[1], 1, -4)
for i = 3, #ARGV, 2 do
  redis.call('SET', tag .. ARGV[1] .. ARGV[i], (string.gsub(ARGV[2], '@', ARGV[i + 1])))
  if ARGV[1] == 'p:' then redis.call('ZADD', KEYS[1], 0, ARGV[i]) end
end
`;

/** A million people in a minute or two: profiles, identities and the lists of ids, as so many write sets would have left them. */
export async function fillPopulation({ addresses, instance, shardCount, population }) {
  const redis = createRedisClient({ addresses, patienceMs: 120_000 });
  const keys = createKeySpace({ instance, shardCount });
  const templates = {
    "p:": JSON.stringify({ ...profile(0, 1), profileId: "@" }),
    "i:": JSON.stringify({ profileId: "@", namedBy: ["@"] }),
  };
  for (let from = 0; from < population; from += 5_000) {
    const byPlace = new Map();
    const add = (kind, name, id) => {
      const place = `${kind} ${keys.shardOf(name)}`;
      if (!byPlace.has(place)) byPlace.set(place, []);
      byPlace.get(place).push(name, id);
    };
    for (let n = from; n < Math.min(population, from + 5_000); n++) {
      add("p:", `profile-${n}`, `profile-${n}`);
      add("i:", hashKey(identifierOf(n)), `profile-${n}`);
    }
    await Promise.all(
      [...byPlace].map(([place, names]) => {
        const [kind, shard] = place.split(" ");
        return redis.script(fill, keys.inShard(Number(shard), "ids"), [kind, templates[kind], ...names]);
      }),
    );
  }
  await redis.close();
}

/** One page of a list that is spread over shards, each of which keeps its part in order. */
export interface ShardedPage<T> {
  shardCount: number;
  limit: number;
  /** Up to `count` items of a shard in order, after its first `skip`. */
  fetch: (shard: number, skip: number, count: number) => Promise<T[]>;
  compare: (a: T, b: T) => number;
}

/** The first `limit` items of all shards, in order. Fetches a little more than it needs, and more only of shards that lead. */
export async function mergeShards<T>({ shardCount, limit, fetch, compare }: ShardedPage<T>): Promise<T[]> {
  if (limit <= 0) return [];
  const parts: T[][] = Array.from({ length: shardCount }, () => []);
  let open = parts.map((_, shard) => shard);
  let count = Math.min(limit, Math.ceil((limit / shardCount) * 1.5) + 2);
  for (;;) {
    const more = await Promise.all(open.map((shard) => fetch(shard, parts[shard]!.length, count)));
    const mayGoOn: number[] = [];
    for (const [index, shard] of open.entries()) {
      parts[shard]!.push(...more[index]!);
      if (more[index]!.length === count) mayGoOn.push(shard);
    }
    const found = parts.flat().sort(compare);
    const last = found[limit - 1];
    // A shard whose last item is behind the page has nothing more for it.
    open = mayGoOn.filter((shard) => last === undefined || compare(parts[shard]!.at(-1)!, last) < 0);
    if (open.length === 0) return found.slice(0, limit);
    count = Math.min(limit, count * 2);
  }
}

/** How an instance's keys are spread over the cluster: everything of one shard has one hash tag, so it lies on one node and one script may change it. */
export interface KeySpace {
  shardCount: number;
  /** In [0, shardCount), by FNV-1a: evenly, and the same on every node. */
  shardOf(key: string): number;
  /** A key of this shard. */
  inShard(shard: number, name: string): string;
  /** The pattern of such keys in all shards, for SCAN. */
  everyShard(pattern: string): string;
  /** A key of something that is kept once for the instance: `quarantine`, `journeys`, …; all keys of one such place lie together. */
  inPlace(place: string, name: string): string;
}

export interface KeySpaceOptions {
  /** Tells instances on one Redis Cluster apart. Letters, digits and dashes. */
  instance: string;
  /**
   * Fixed for the life of an instance. A shard is never on two nodes, and its lists move at once when slots do: take so many that a shard
   * has at most 100,000 people. Default 256.
   */
  shardCount?: number;
}

export function createKeySpace({ instance, shardCount = 256 }: KeySpaceOptions): KeySpace {
  const tags = Array.from({ length: shardCount }, (_, shard) => `{${instance}:${shard}}`);
  return {
    shardCount,
    shardOf: (key) => fnv1a(key) % shardCount,
    inShard: (shard, name) => `${tags[shard]}${name}`,
    everyShard: (pattern) => `{${instance}:*}${pattern}`,
    inPlace: (place, name) => `{${instance}:${place}}${name}`,
  };
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  // The low bits alone are weak for short keys.
  return (hash ^ (hash >>> 15)) >>> 0;
}

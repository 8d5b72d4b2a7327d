import type { Quarantine } from "@attune/engine/ports/quarantine";
import type { QuarantinedEvent } from "@attune/model/quarantined";
import type { KeySpace } from "./key-space.ts";
import type { RedisClient } from "./redis-client.ts";

/** Reads what write sets put there; see `scripts/apply-to-quarantine.ts`. */
export function createClusterQuarantine(redis: RedisClient, keys: KeySpace): Quarantine {
  const at = (name: string) => keys.inPlace("quarantine", name);
  return {
    async list(before, limit) {
      if (limit <= 0) return [];
      const newest = before === null ? "+inf" : `(${before}`;
      const ids = await redis.call<string[]>("ZREVRANGEBYSCORE", at("ids"), newest, "-inf", "LIMIT", 0, limit);
      if (ids.length === 0) return [];
      const found = await redis.call<Array<string | null>>("HMGET", at("events"), ...ids);
      return found.flatMap((json) => (json === null ? [] : [JSON.parse(json) as QuarantinedEvent]));
    },
    async get(quarantineId) {
      const json = await redis.call<string | null>("HGET", at("events"), quarantineId);
      return json === null ? undefined : (JSON.parse(json) as QuarantinedEvent);
    },
    async countByCode() {
      const fields = await redis.call<string[]>("HGETALL", at("counts"));
      const counts: Record<string, number> = {};
      for (let index = 0; index < fields.length; index += 2) counts[fields[index]!] = Number(fields[index + 1]);
      return counts;
    },
  };
}

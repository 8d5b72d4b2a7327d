import type { Quarantine } from "@attune/engine/ports/quarantine";
import type { Tables } from "./tables.ts";

export function createMemoryQuarantine(tables: Tables): Quarantine {
  return {
    async list(before, limit) {
      return [...tables.quarantine.values()]
        .filter((event) => before === null || event.quarantineId < before)
        .sort((a, b) => b.quarantineId - a.quarantineId)
        .slice(0, limit);
    },
    async get(quarantineId) {
      return tables.quarantine.get(quarantineId);
    },
    async countByCode() {
      const counts: Record<string, number> = {};
      for (const { code } of tables.quarantine.values()) counts[code] = (counts[code] ?? 0) + 1;
      return counts;
    },
  };
}

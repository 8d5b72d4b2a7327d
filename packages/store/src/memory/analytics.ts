import type { Analytics } from "@attune/engine/ports/analytics";

export function createMemoryAnalytics(): Analytics {
  return {
    async insert() {},
    async removeProfiles() {},
    async query() {
      return [];
    },
    async clear() {},
    async purge() {},
    async health() {
      return { available: true, detail: "in memory" };
    },
    async close() {},
  };
}

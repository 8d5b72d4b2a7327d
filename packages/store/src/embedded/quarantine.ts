import type { Quarantine } from "@attune/engine/ports/quarantine";
import type { QuarantinedEvent } from "@attune/model/quarantined";
import { decode } from "../encode.ts";
import type { Environment } from "./environment.ts";
import { readCounters } from "./quarantine-counters.ts";

export function createEmbeddedQuarantine(environment: Environment): Quarantine {
  return {
    async list(before, limit) {
      if (limit <= 0) return [];
      const { quarantine } = await environment.databases();
      const start = before === null ? {} : { start: before, exclusiveStart: true };
      const range = quarantine.getRange({ ...start, reverse: true, limit });
      return [...range].map(({ value }) => decode<QuarantinedEvent>(value));
    },
    async get(quarantineId) {
      const { quarantine } = await environment.databases();
      const bytes = quarantine.getBinaryFast(quarantineId);
      return bytes === undefined ? undefined : decode<QuarantinedEvent>(bytes);
    },
    async countByCode() {
      return readCounters(await environment.databases()).byCode;
    },
  };
}

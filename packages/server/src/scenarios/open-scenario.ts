import type { Stores } from "@attune/engine/ports/stores";
import type { CollectSummary } from "@attune/engine/runtime/arrival";
import { createEngine } from "@attune/engine/runtime/create-engine";
import type { Engine } from "@attune/engine/runtime/engine";
import type { Business } from "@attune/model/business";
import type { Playbook } from "@attune/model/tactic";
import { openMemoryStores } from "@attune/store/memory/stores";

/** An engine in simulated time, as the scenarios drive it. */
export interface Scenario {
  engine: Engine;
  now(): number;
  setNow(at: number): void;
  /** Moves the clock forward. */
  pass(ms: number): void;
  /** Sends raw events, stamped with the present moment unless they say otherwise. */
  send(...raws: unknown[]): Promise<CollectSummary>;
}

export const plainBusiness: Business = {
  name: "Scenario",
  timeZone: "UTC",
  currency: null,
  ratesMicros: {},
  revenue: { includeTax: true, includeShipping: true },
  internalTraffic: [],
};

export const emptyPlaybook: Playbook = { holdout: 0, placements: {}, tactics: [] };

export interface ScenarioSettings {
  stores?: Stores | Promise<Stores>;
  business?: Partial<Business>;
  playbook?: Playbook;
}

export async function openScenario({ stores, business, playbook }: ScenarioSettings = {}): Promise<Scenario> {
  let now = Date.parse("2026-03-02T09:00:00Z");
  let ids = 0;
  const engine = await createEngine({
    stores: (await stores) ?? openMemoryStores(),
    business: { ...plainBusiness, ...business },
    playbook: playbook ?? emptyPlaybook,
    clock: () => now,
    newId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    observe: { collected() {}, trouble() {} },
  });
  return {
    engine,
    now: () => now,
    setNow(at) {
      now = at;
    },
    pass(ms) {
      now += ms;
    },
    send: (...raws) =>
      engine.collect(raws, { source: "http", receivedAt: now, maxEventBytes: 32 * 1024, deduplicate: "day" }),
  };
}

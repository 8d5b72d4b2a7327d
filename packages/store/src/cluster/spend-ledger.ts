import type { KeySpace } from "./key-space.ts";
import type { RedisClient } from "./redis-client.ts";
import { createReplicaWait } from "./replica-wait.ts";
import { giveBack, spendBudget, spendCaps } from "./scripts/spend.ts";

/** A limit on how often one person is shown something. */
export interface CapToSpend {
  /** What counts together: a tactic, a placement, a channel, everything; with its window, where there are several. */
  name: string;
  atMost: number;
  withinMs: number;
}

/**
 * Caps and budgets that hold however many nodes decide at once: what is to be shown is counted first, by one script on the node that has the count.
 * Every spend has an id of its own (a decision's): asked for again, as after a lost answer, it is not counted twice. What was granted
 * waits for a replica, so that a failover does not give it out again.
 */
export interface SpendLedger {
  /** Counts in all caps or in none. Resolves with the name of the first that is full; null: counted. @param now epoch milliseconds */
  spendCaps(profileId: string, spendId: string, caps: readonly CapToSpend[], now: number): Promise<string | null>;
  /** Whether the budget held the amount, which is gone from it then. Amounts are whole and ≥ 0. */
  spendBudget(budget: string, spendId: string, amount: number, atMost: number): Promise<boolean>;
  /** What was not shown in the end; resolves with the amount that the budget has again. */
  giveBack(budget: string, spendId: string): Promise<number>;
  /** What is gone from a budget. */
  spentOf(budget: string): Promise<number>;
}

export function createSpendLedger(redis: RedisClient, keys: KeySpace): SpendLedger {
  const waitForReplicas = createReplicaWait(redis);
  const spentKey = (budget: string) => keys.inPlace(`budget-${budget}`, "spent");
  return {
    async spendCaps(profileId, spendId, caps, now) {
      const key = keys.inShard(keys.shardOf(profileId), `spent:${profileId}`);
      const args = caps.flatMap(({ name, atMost, withinMs }) => [name, atMost, withinMs]);
      const full = await redis.script<string | null>(spendCaps, key, [spendId, now, ...args]);
      if (full === null) await waitForReplicas();
      return full;
    },
    async spendBudget(budget, spendId, amount, atMost) {
      const granted = await redis.script<number>(spendBudget, spentKey(budget), [spendId, amount, atMost]);
      if (granted === 1) await waitForReplicas();
      return granted === 1;
    },
    giveBack: (budget, spendId) => redis.script<number>(giveBack, spentKey(budget), [spendId]),
    async spentOf(budget) {
      return Number((await redis.call<string | null>("GET", spentKey(budget))) ?? 0);
    },
  };
}

import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, inject, it } from "vitest";
import { createKeySpace } from "./key-space.ts";
import { createRedisClient } from "./redis-client.ts";
import { createSpendLedger } from "./spend-ledger.ts";

const engines = inject("engines");

describe.skipIf(engines === null)("caps and budgets in Redis", () => {
  const clients = [1, 2].map(() => createRedisClient({ addresses: engines?.redis ?? [] }));
  afterAll(() => Promise.all(clients.map((client) => client.close())));
  /** Two nodes that decide on the same instance. */
  function twoNodes() {
    const keys = createKeySpace({ instance: `test-${randomUUID()}`, shardCount: 4 });
    return clients.map((client) => createSpendLedger(client, keys));
  }
  const daily = { name: "tactic:summer/day", atMost: 10, withinMs: 86_400_000 };
  const weekly = { name: "everywhere/week", atMost: 25, withinMs: 7 * 86_400_000 };
  const thousand = Array.from({ length: 1_000 }, (_, index) => index);

  it("a thousand spends at once from two nodes pass a cap exactly as often as it allows", async () => {
    const nodes = twoNodes();
    const answers = await Promise.all(
      thousand.map((n) => nodes[n % 2]!.spendCaps("p", `d-${n}`, [daily, weekly], 1_000)),
    );
    expect(answers.filter((full) => full === null)).toHaveLength(10);
    expect(answers.filter((full) => full === daily.name)).toHaveLength(990);
    // The week's cap counted only what the day's let pass, and another person has caps of their own.
    const nextDay = await Promise.all(
      thousand.map((n) => nodes[n % 2]!.spendCaps("p", `e-${n}`, [weekly], 1_001 + daily.withinMs)),
    );
    expect(nextDay.filter((full) => full === null)).toHaveLength(15);
    expect(await nodes[0]!.spendCaps("q", "d-1", [daily], 1_000)).toBeNull();
  });

  it("a cap counts what lies within its window, and no longer what lies before", async () => {
    const [node] = twoNodes();
    const cap = { name: "hourly", atMost: 2, withinMs: 3_600_000 };
    const at = (minutes: number, id: string) => node!.spendCaps("p", id, [cap], minutes * 60_000);
    expect([await at(0, "a"), await at(30, "b"), await at(59, "c")]).toEqual([null, null, "hourly"]);
    // An hour after the first, the first no longer counts: "within" is less than an hour ago.
    expect([await at(60, "d"), await at(61, "e")]).toEqual([null, "hourly"]);
  });

  it("a thousand spends at once, each asked for twice, take no more out of a budget than it holds, and each once", async () => {
    const nodes = twoNodes();
    const amounts = thousand.map((n) => 1 + (n % 7));
    const answers = await Promise.all(
      thousand.flatMap((n) => nodes.map((node) => node.spendBudget("offer", `d-${n}`, amounts[n]!, 2_000))),
    );
    const granted = thousand.filter((n) => answers[2 * n] || answers[2 * n + 1]);
    const sum = granted.reduce((total, n) => total + amounts[n]!, 0);
    expect(await nodes[0]!.spentOf("offer")).toBe(sum);
    expect(sum).toBeLessThanOrEqual(2_000);
    // The least amount is 1: what is left would have let another one pass.
    expect(sum).toBeGreaterThan(2_000 - 7);
  });

  it("gives back what was not used, once", async () => {
    const [node] = twoNodes();
    expect(await node!.spendBudget("offer", "a", 6, 10)).toBe(true);
    expect(await node!.spendBudget("offer", "b", 6, 10)).toBe(false);
    expect([await node!.giveBack("offer", "a"), await node!.giveBack("offer", "a")]).toEqual([6, 0]);
    expect(await node!.spendBudget("offer", "b", 6, 10)).toBe(true);
    expect(await node!.spentOf("offer")).toBe(6);
  });
});

import { spawnSync } from "node:child_process";
import { describeOnEngines } from "@attune/store/cluster/testing/engines-under-test";
import { expect, it } from "vitest";
import { clusterHeaders as headers, openClusterPlace } from "../testing/cluster-place.ts";
import { examineCluster } from "./examine-cluster.ts";
import type { ClusterNode } from "./start-cluster-node.ts";

const viewed = (messageId: string) => ({ type: "track", event: "Product Viewed", userId: "ada", messageId });

async function send(node: ClusterNode, ...messageIds: string[]): Promise<number> {
  const body = JSON.stringify({ batch: messageIds.map(viewed) });
  return (await fetch(`${node.url}/v1/batch`, { method: "POST", headers, body })).status;
}

async function decided(node: ClusterNode, more: Record<string, string> = {}): Promise<unknown> {
  const body = JSON.stringify({ userId: "ada", placements: ["home"] });
  return (await fetch(`${node.url}/v1/decide`, { method: "POST", headers: { ...headers, ...more }, body })).json();
}

/** Where nobody can decide, nobody is looked up. */
const byPerson = { profileId: expect.any(String) };

async function asked(node: ClusterNode, path: string): Promise<unknown> {
  return (await fetch(node.url + path, { headers })).json();
}

async function readiness(node: ClusterNode) {
  const answer = await fetch(`${node.url}/health/ready`);
  const { checks } = (await answer.json()) as { checks: Array<{ name: string; ok: boolean }> };
  return { status: answer.status, failing: checks.filter(({ ok }) => !ok).map(({ name }) => name), checks };
}

const well = { status: 200, failing: [] };

/** Lets a user in at every node of Redis, or shows them the door. */
function aclOnEach(addresses: readonly string[], ...rule: string[]): void {
  for (const address of addresses) {
    const [host = "", port = ""] = address.split(":");
    const { stdout } = spawnSync("redis-cli", ["-h", host, "-p", port, "ACL", ...rule], { encoding: "utf8" });
    expect(stdout.trim()).toMatch(/^(OK|1)$/);
  }
}

describeOnEngines("nodes of a cluster", ({ jetstream, redis }) => {
  it("collect, decide and measure through any of them, and go on with everything when the writing one leaves", async () => {
    const { settings, start, replaced, close } = await openClusterPlace({ jetstream, redis });
    const first = await start("first");
    await expect.poll(first.state, { timeout: 30_000 }).toBe("writing");
    const letIn = ["SETUSER", settings.instance, "on", "nopass", "~*", "&*", "+@all"];
    aclOnEach(redis, ...letIn);
    const second = await start("second", {
      redis: { addresses: redis, username: settings.instance, password: "any" },
    });
    expect(await asked(second, "/health/live")).toEqual({ live: true });
    await expect.poll(() => send(second, "m-1", "m-2"), { timeout: 30_000 }).toBe(200);
    expect(await send(first, "m-2", "m-3")).toBe(200);
    expect(second.state()).toBe("standing by");
    await expect.poll(second.decides, { timeout: 30_000 }).toBe(true);
    // Handed on so often it could go nowhere else: the node decided where it came.
    expect(await decided(second, { "x-attune-forwarded": "2" })).toMatchObject(byPerson);
    await expect.poll(() => readiness(second), { timeout: 30_000 }).toMatchObject(well);
    const third = await start("third", { roles: ["collect"] });
    await expect.poll(() => readiness(third)).toMatchObject(well);
    expect([(await readiness(second)).checks.length, (await readiness(third)).checks.length]).toEqual([7, 2]);
    // Redis does not let the second in any more; the writer it does.
    aclOnEach(redis, "DELUSER", settings.instance);
    await expect.poll(() => readiness(second), { timeout: 30_000 }).toMatchObject({ status: 503, failing: ["redis"] });
    expect(await readiness(first)).toMatchObject(well);
    aclOnEach(redis, ...letIn);
    await expect.poll(() => readiness(second), { timeout: 30_000 }).toMatchObject(well);
    await expect.poll(() => decided(third)).toMatchObject(byPerson);
    expect(await send(third, "m-1")).toBe(200);
    const { findings, nodes } = await examineCluster(settings);
    expect(nodes.map(({ roles, writes }) => [roles.length, writes]).sort()).toEqual([
      [1, false],
      [4, false],
      [4, true],
    ]);
    expect(findings.at(-1)).toMatchObject({ engine: "nodes", severity: "ok" });

    await first.close();
    await expect.poll(second.state, { timeout: 30_000 }).toBe("writing");
    expect(third.state()).toBe("standing by");
    expect(await decided(second)).toMatchObject(byPerson);
    await third.close();
    expect(await send(second, "m-3", "m-4")).toBe(200);
    expect(await asked(second, "/v1/profiles/user_id/ada")).toMatchObject({ eventCount: 4 });
    const sql = { method: "POST", headers, body: JSON.stringify({ sql: "SELECT count() AS n FROM events" }) };
    const rows = async () =>
      (await (await fetch(`${second.url}/v1/query`, sql)).json()) as { rows: Array<{ n: number }> };
    await expect.poll(async () => Number((await rows()).rows?.[0]?.n), { timeout: 30_000 }).toBe(4);
    expect(replaced).toEqual([]);
    await second.close();
    await close();
  }, 120_000);
});

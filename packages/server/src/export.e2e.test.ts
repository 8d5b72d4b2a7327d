import { appendFileSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCommand, startBuiltServer, temporaryDirectory } from "./testing/start-built-server.ts";

describe("attune export all", () => {
  it("leaves nothing behind and is taken in again; a changed file is refused", async () => {
    const [from, to, target] = [await temporaryDirectory(), await temporaryDirectory(), await temporaryDirectory()];
    const server = await startBuiltServer({ dataDirectory: from });
    const headers = { authorization: `Bearer ${server.secretKey}`, "content-type": "application/json" };
    const batch = [
      { type: "identify", userId: "ada", anonymousId: "b-1", traits: { email: "ada@example.com" } },
      {
        type: "track",
        event: "Order Completed",
        userId: "ada",
        properties: { order_id: "o1", total: 12, currency: "EUR" },
      },
      { type: "track", userId: "nameless event" },
    ];
    await fetch(`${server.url}/v1/batch`, { method: "POST", headers, body: JSON.stringify({ batch }) });
    const totals = await server.get("/v1/measure/totals");
    const person = await server.get("/v1/profiles/email/ada@example.com");
    const exported = await runCommand(["export", "all", target, "--data-dir", from, "--json"]);
    expect(JSON.parse(exported.stdout)).toMatchObject({ entries: 2, directory: target });
    const asked = ["query", "SELECT name, count() AS n FROM events GROUP BY name ORDER BY name", "--data-dir", from];
    const answered = await runCommand(asked);
    expect(answered.stdout).toBe("name             n\nOrder Completed  1\nidentify         1\n");
    const refused = await runCommand(["query", "SELECT * FROM file('/etc/passwd')", "--data-dir", from]);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("[bad-request]")]);
    await server.stop();

    const open = readdirSync(join(target, "open"), { recursive: true, encoding: "utf8" }).sort();
    expect(open).toEqual(
      expect.arrayContaining([
        "log.jsonl",
        "people.jsonl",
        "definitions.jsonl",
        "tables/events.csv",
        "tables/events.parquet",
      ]),
    );
    const lines = (name: string) =>
      readFileSync(join(target, "open", name), "utf8")
        .trim()
        .split("\n");
    expect(lines("log.jsonl").map((line) => JSON.parse(line).event.name)).toEqual(["identify", "Order Completed"]);
    expect(lines("set-aside.jsonl")).toHaveLength(1);
    // The keys of the instance open it; they are nowhere in what leaves it.
    for (const entry of readdirSync(target, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const text = readFileSync(join(entry.parentPath, entry.name)).toString("latin1");
      expect({ file: entry.name, holdsKey: text.includes(server.secretKey) }).toEqual({
        file: entry.name,
        holdsKey: false,
      });
    }

    const loaded = await runCommand(["export", "load", target, "--data-dir", to, "--json"]);
    expect(JSON.parse(loaded.stdout)).toMatchObject({ restored: true, entries: 2 });
    const again = await startBuiltServer({ dataDirectory: to });
    expect(await again.get("/v1/measure/totals")).toEqual(totals);
    expect(await again.get("/v1/profiles/email/ada@example.com")).toEqual(person);
    await again.stop();

    appendFileSync(join(target, "open", "log.jsonl"), "{}\n");
    const changed = await runCommand(["export", "load", target, "--data-dir", to]);
    expect([changed.code, changed.stderr]).toEqual([
      1,
      expect.stringContaining("open/log.jsonl is not as it was exported"),
    ]);
    for (const directory of [from, to, target]) rmSync(directory, { recursive: true, force: true });
  });
});

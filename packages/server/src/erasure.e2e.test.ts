import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCommand, startBuiltServer, temporaryDirectory } from "./testing/start-built-server.ts";

const traces = [
  "zuleika-user-7781",
  "zuleika.quaint@mail.example",
  "anon-zuleika-5512",
  "+4915112345678",
  "Zuleika Quaint",
  "anon-shared-9921",
];
const [userId, email, anonymousId, phone, name, sharedId] = traces as [string, string, string, string, string, string];

/** Files of a directory, at any depth, that hold the text, in upper or lower case. */
function filesHolding(directory: string, text: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).toString("latin1").toLowerCase().includes(text.toLowerCase()));
}

/** Everything that a person can leave traces in: segments, offers, experiments, journeys, messages that went out and that wait. */
const playbook = `
holdout: 0
placements: { hero: { default: { content: {} } } }
tactics:
  ten: { placement: hero, holdout: 0, offer: ten, content: { a: 1 }, variants: { b: { content: { b: 1 } }, c: { content: { c: 1 } } } }
offers: { ten: { discount: { percent: 10 }, validDays: 3 } }
experiments: { which: { tactic: ten, control: b, metric: conversion-rate } }
segments: { callers: { when: { event: Cart Viewed, atLeast: 1 } } }
messages:
  note: { channel: in-app, category: transactional, content: { text: "Hi {{ person.name }}, {{ trigger.note }}" } }
journeys:
  greet: { trigger: { event: Cart Viewed }, holdout: 0, steps: [{ send: note }, { wait: { days: 3 } }, { send: note }] }
`;

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("did not come about within ten seconds");
}

describe("erasure", () => {
  it("a deleted and purged person leaves none of their identifiers in any byte of the data directory", async () => {
    const dataDirectory = await temporaryDirectory();
    const config = join(tmpdir(), `attune-erasure-${process.pid}.yaml`);
    writeFileSync(config, playbook);
    const server = await startBuiltServer({ dataDirectory, args: ["--config", config] });
    const headers = { authorization: `Bearer ${server.secretKey}`, "content-type": "application/json" };
    const send = async (...batch: object[]) => {
      const response = await fetch(`${server.url}/v1/batch`, {
        method: "POST",
        headers,
        body: JSON.stringify({ batch }),
      });
      expect(response.status).toBe(200);
    };

    await send(
      { type: "page", anonymousId, context: { page: { url: `https://shop.example/?ref=${anonymousId}` } } },
      { type: "identify", anonymousId, userId, traits: { email, phone, name } },
      {
        type: "track",
        event: "Order Completed",
        userId,
        properties: { order_id: "o1", revenue: 12, currency: "EUR", email, note: `for ${name}` },
      },
      // A shared browser: the other person's entries name an identifier of the one who is erased.
      { type: "identify", anonymousId: sharedId, userId: "somebody-else" },
      { type: "page", anonymousId: sharedId, userId },
      // Two that are quarantined, one without and one with a name in the payload.
      { type: "track", userId },
      { type: "track", event: "Order Completed", userId: "x", properties: { revenue: -1, currency: "EUR", email } },
    );
    const refused = join(tmpdir(), `attune-refused-${process.pid}.jsonl`);
    writeFileSync(refused, `${JSON.stringify({ type: "track", userId, traits: { email } })}\nnot json ${email}\n`);
    const imported = await runCommand([
      "import",
      refused,
      "--mapping",
      "segment-jsonl",
      "--data-dir",
      dataDirectory,
      "--json",
    ]);
    expect(JSON.parse(imported.stdout)).toMatchObject({ rows: 2, kept: 0 });
    rmSync(refused);
    const post = async (path: string, body: object) =>
      (await fetch(`${server.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) })).json();
    // What is derived and kept beside the log: an offer, a variant, a segment, a journey with a message sent and one that waits, a proof of consent.
    await post("/v1/decide", { userId, anonymousId, placements: ["hero"] });
    await post("/v1/privacy/consent", { anonymousId, choices: { marketing: true }, method: "banner" });
    await send({ type: "track", event: "Cart Viewed", userId, properties: { note: `call ${phone}` } });
    const runs = () => server.get("/v1/journeys/greet/runs");
    const deliveries = async () =>
      (await server.get("/v1/deliveries")) as { deliveries: Array<{ profileId: string; outcome: string }> };
    await until(async () => (await deliveries()).deliveries.length === 1);
    const sent = await deliveries();
    expect(sent.deliveries).toMatchObject([{ outcome: "sent" }]);
    const { profileId } = sent.deliveries[0]!;
    await until(async () => {
      const segment = (await server.get("/v1/segments/callers/members")) as { people: unknown[] };
      return segment.people.length === 1;
    });

    await server.get("/v1/measure/totals");
    const rowsOf = async (table: string) => {
      const sql = `SELECT count() AS n FROM ${table} WHERE profileId = '${profileId}'`;
      return ((await post("/v1/query", { sql })) as { rows: Array<{ n: string }> }).rows[0]!.n;
    };
    // The tactic and the journey.
    expect(Number(await rowsOf("exposures"))).toBe(2);
    expect(filesHolding(dataDirectory, email)).not.toEqual([]);

    const certificate = (await post(`/v1/privacy/erase/user_id/${userId}`, { by: "the test" })) as {
      complete: boolean;
      places: Array<{ place: string; before: number | null; after: number | null }>;
    };
    expect(certificate).toMatchObject({ complete: true, mode: "erase" });
    const counts = Object.fromEntries(certificate.places.map(({ place, before, after }) => [place, { before, after }]));
    expect(counts).toMatchObject({
      profile: { before: 1, after: 0 },
      memberships: { before: 1, after: 0 },
      transitions: { before: 1, after: 0 },
      journeys: { before: 1, after: 0 },
      messages: { before: 1, after: 0 },
    });
    for (const table of ["events", "exposures", "assignments"])
      expect([table, await rowsOf(table)]).toEqual([table, "0"]);
    expect(await runs()).toMatchObject({ runs: [] });
    expect((await fetch(`${server.url}/v1/profiles/email/${email}`, { headers })).status).toBe(404);
    const purged = await runCommand(["privacy", "purge", "--data-dir", dataDirectory, "--json"]);
    expect(purged.code).toBe(0);

    for (const trace of traces)
      expect({ trace, files: filesHolding(dataDirectory, trace) }).toEqual({ trace, files: [] });
    expect((await fetch(`${server.url}/v1/profiles/user_id/somebody-else`, { headers })).status).toBe(200);
    rmSync(config);
    await server.stop();
    for (const trace of traces)
      expect({ trace, files: filesHolding(dataDirectory, trace) }).toEqual({ trace, files: [] });
    rmSync(dataDirectory, { recursive: true, force: true });
  });
});

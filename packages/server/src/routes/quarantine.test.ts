import { afterEach, beforeEach, expect, test } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, writeKey } from "../testing/memory-app.ts";

let app: MemoryApp;
beforeEach(async () => {
  app = await openMemoryApp();
});
afterEach(() => app.close());

function ask(method: "GET" | "POST" | "PUT" | "DELETE", url: string, payload?: unknown) {
  return app.server.inject({
    method,
    url,
    headers: basic(secretKey),
    ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
  });
}

async function jobEnded(jobId: string) {
  await app.instance.jobs.ended(jobId);
  return (await ask("GET", `/v1/jobs/${jobId}`)).json();
}

test("quarantined events are listed with reasons and counts, and replayed after a fix", async () => {
  await ask("POST", "/v1/batch", { batch: [{ type: "track", userId: "ada" }, 7] });
  const { entries, counts, next } = (await ask("GET", "/v1/collect/quarantine?limit=1")).json();
  expect([entries.length, next, counts]).toEqual([
    1,
    entries[0].quarantineId,
    { "missing-name": 1, "not-an-object": 1 },
  ]);
  const one = (await ask("POST", "/v1/collect/quarantine/replay", { ids: [entries[0].quarantineId] })).json();
  expect(one).toEqual({ replayed: 1, kept: 0, quarantined: 1, dropped: 0 });
  const all = (await ask("POST", "/v1/collect/quarantine/replay", {})).json();
  expect(all).toMatchObject({ kind: "quarantine-replay", state: "running" });
  expect(await jobEnded(all.jobId)).toMatchObject({
    state: "done",
    progress: { done: 2, total: 2, unit: "events" },
    result: { replayed: 2, kept: 0, quarantined: 2, dropped: 0 },
  });
  expect((await ask("POST", "/v1/collect/quarantine/replay", { ids: ["x"] })).statusCode).toBe(400);
});

test("what was no UTF-8 is held byte for byte, and read once somebody says what encoding it was", async () => {
  const event = (n: number) => `{"type":"track","userId":"u${n}","messageId":"m${n}","event":"Café ${n}"}`;
  const batch = `{"batch":[${event(1)},${event(2)}],"sentAt":"2026-11-21T10:00:00Z"}`;
  const inLatin1 = [Buffer.from(batch, "latin1"), Buffer.from(`${event(3)}`, "latin1")];
  for (const payload of inLatin1)
    await app.server.inject({ method: "POST", url: "/v1/batch", headers: basic(secretKey), payload });
  const held = async () => (await ask("GET", "/v1/collect/quarantine")).json().entries;
  expect(
    (await held()).map((e: { bytesBase64: string }) => Buffer.from(e.bytesBase64, "base64").toString("latin1")),
  ).toEqual([event(3), event(2), event(1)]);
  const replay = (body: object) => ask("POST", "/v1/collect/quarantine/replay", body);
  const ids = (await held()).map((e: { quarantineId: number }) => e.quarantineId);
  expect((await replay({ ids })).json()).toEqual({ replayed: 3, kept: 0, quarantined: 3, dropped: 0 });
  expect((await replay({ ids: [1], encoding: "morse" })).statusCode).toBe(400);
  const job = (await replay({ encoding: "windows-1252" })).json();
  expect((await jobEnded(job.jobId)).result).toEqual({ replayed: 3, kept: 3, quarantined: 0, dropped: 0 });
  expect(await held()).toEqual([]);
  const names = (await app.engine.stores.log.read(1, 10)).map((e) => (e.kind === "event" ? e.event.name : e.kind));
  expect(names.sort()).toEqual(["Café 1", "Café 2", "Café 3"]);
});

test("a body that was set aside as one is replayed as all of its events, each once", async () => {
  const people = ["ada", "bob"].map((userId) => ({ type: "page", userId }));
  const body = { batch: people, sentAt: "2026-11-21T10:00:00Z", context: { page: { title: "Cafés de Nîmes" } } };
  const payload = Buffer.from(JSON.stringify(body), "latin1");
  await app.server.inject({ method: "POST", url: "/v1/batch", headers: basic(writeKey), payload });
  const [{ quarantineId, code }] = (await ask("GET", "/v1/collect/quarantine")).json().entries;
  expect(code).toBe("invalid-utf8");
  const request = { ids: [quarantineId], encoding: "windows-1252" };
  const answer = await ask("POST", "/v1/collect/quarantine/replay", request);
  expect(answer.json()).toEqual({ replayed: 2, kept: 2, quarantined: 0, dropped: 0 });
  const entries = await app.engine.stores.log.read(1, 10);
  expect(entries).toMatchObject(
    people.map(({ userId }) => ({
      event: {
        identifiers: [{ value: userId }],
        context: body.context,
        messageId: expect.stringMatching(/^quarantine-/),
      },
    })),
  );
});

test("the replay of a whole quarantine ends soon after it is canceled; what it did not come to is still held", async () => {
  await ask("POST", "/v1/batch", { batch: Array.from({ length: 700 }, () => 7) });
  const { jobId } = (await ask("POST", "/v1/collect/quarantine/replay")).json();
  while (app.instance.jobs.get(jobId).progress.done === 0) await new Promise((resolve) => setImmediate(resolve));
  await ask("DELETE", `/v1/jobs/${jobId}`);
  const { state, progress } = await jobEnded(jobId);
  expect([state, progress.total]).toEqual(["canceled", 700]);
  expect(progress.done).toBeLessThan(700);
  expect((await ask("GET", "/v1/collect/quarantine")).json().counts).toEqual({ "not-an-object": 700 });
});

test("quarantined events can be forgotten for good, each once; the others stay", async () => {
  const payload = JSON.stringify({ batch: [{ type: "track" }, { type: "track", event: "X" }] });
  await app.server.inject({ method: "POST", url: "/v1/batch", headers: basic(secretKey), payload });
  const before = (await ask("GET", "/v1/collect/quarantine")).json();
  const [{ quarantineId }, other] = before.entries;
  const discard = () => ask("POST", "/v1/collect/quarantine/discard", { ids: [quarantineId, quarantineId, 99] });
  expect((await discard()).json()).toEqual({ discarded: 1 });
  expect((await discard()).json()).toEqual({ discarded: 0 });
  expect((await ask("GET", "/v1/collect/quarantine")).json().entries).toEqual([other]);
  expect((await ask("POST", "/v1/collect/quarantine/discard", {})).statusCode).toBe(400);
});

test("an event is mended by hand: while something is wrong still it stays as it was, then it is kept once, as of when it came", async () => {
  const order = { type: "track", event: "Order Completed", userId: "ada", messageId: "m1" };
  const wrong = { ...order, properties: { order_id: "o1", revenue: -12, currency: "EUR" } };
  await ask("POST", "/v1/batch", { batch: [wrong], sentAt: new Date().toISOString() });
  const held = async () => (await ask("GET", "/v1/collect/quarantine")).json().entries;
  const [entry] = await held();
  const mend = (id: unknown, ...events: unknown[]) => ask("POST", `/v1/collect/quarantine/${id}/mend`, { events });

  const right = { ...order, properties: { order_id: "o1", revenue: 12, currency: "EUR" } };
  const refused = await mend(entry.quarantineId, right, wrong);
  expect([refused.statusCode, refused.json().error]).toMatchObject([
    400,
    { code: "bad-request", path: "events[1].properties", message: expect.stringContaining("Not right yet") },
  ]);
  expect(await held()).toEqual([entry]);
  expect(await app.engine.stores.log.head()).toBe(0);

  expect((await mend(entry.quarantineId, right)).json()).toEqual({ kept: 1, dropped: 0 });
  expect(await held()).toEqual([]);
  expect(await app.engine.stores.log.read(1, 10)).toMatchObject([
    { event: { messageId: "m1", receivedAt: entry.receivedAt, source: entry.source } },
  ]);
  expect((await mend(entry.quarantineId, right)).statusCode).toBe(404);
  expect((await mend(1)).statusCode).toBe(400);
  expect((await mend("x", right)).statusCode).toBe(400);
});

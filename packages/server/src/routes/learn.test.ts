import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, writeKey } from "../testing/memory-app.ts";

const built = existsSync(fileURLToPath(new URL("../../dist/study/run-learn.js", import.meta.url)));
const skipped = built ? "" : " (skipped: npm run build has not run)";

/** Twenty people walk round a circle of eight items: what follows is certain. */
const walks = Array.from({ length: 32 * 5 }, (_, i) => {
  const person = Math.floor(i / 5);
  return `p${person},i${(person + (i % 5)) % 8}`;
});

describe("learning over HTTP", { timeout: 120_000 }, () => {
  let app: MemoryApp;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "attune-learn-http-"));
    app = await openMemoryApp({ dataDirectory: folder });
  });
  afterAll(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });

  const send = (method: "POST" | "PUT", url: string, payload: string, key = secretKey) =>
    app.server.inject({
      method,
      url,
      headers: { ...basic(key), ...(method === "POST" ? { "content-type": "application/json" } : {}) },
      payload,
    });
  const announce = (command: string, options: object) => send("POST", `/v1/learn/${command}`, JSON.stringify(options));

  it.skipIf(!built)(
    `a file of interactions becomes a job with the command's JSON, and is deleted${skipped}`,
    async () => {
      const options = { user: "who", item: "what", k: "1,3", model: "popularity,sequential-rules" };
      const { id } = (await announce("evaluate", options)).json();
      const started = await send("PUT", `/v1/learn/evaluate/${id}/file`, `who,what\n${walks.join("\n")}\n`);
      expect(started.statusCode, started.body).toBe(200);
      const job = await app.instance.jobs.ended(started.json().jobId);
      expect(job.error).toBeNull();
      expect(job.result).toMatchObject({ schema: "attune.learn.evaluate/1", recommended: "sequential-rules" });
      expect(await readdir(join(folder, "learn"))).toEqual([]);
    },
  );

  it.each([
    ["evaluate", { user: "who", item: "what", split: "halves" }, "split"],
    ["evaluate", { user: "who", item: "what", k: "ten" }, "k"],
    ["evaluate", { user: "who", item: "what", model: "popularity,psychic" }, "model"],
    ["evaluate", { item: "what" }, "user"],
    ["evaluate", { store: true, cases: 0 }, "cases"],
    ["drift", { user: "who", item: "what", time: "at", tolerance: 2 }, "tolerance"],
    ["off-policy", { action: "a", reward: "r" }, "propensity"],
  ])("refuses at once values that are wrong whatever the file holds: %s %o", async (command, options, path) => {
    const answer = await announce(command, options);
    expect(answer.statusCode, answer.body).toBe(400);
    expect(answer.json().error).toMatchObject({ code: "bad-request", path });
  });

  it.skipIf(!built)(`what the command refuses fails the job with its words${skipped}`, async () => {
    const { id } = (await announce("evaluate", { user: "nobody", item: "what" })).json();
    const started = await send("PUT", `/v1/learn/evaluate/${id}/file`, `who,what\n${walks.join("\n")}\n`);
    const job = await app.instance.jobs.ended(started.json().jobId);
    expect(job).toMatchObject({ state: "failed", error: { code: "bad-request" } });
    expect(job.error!.message).toMatch(/has no column nobody/);
  });

  it.skipIf(!built)(`what the store knows needs no file, and leaves none behind${skipped}`, async () => {
    const batch = walks.slice(0, 20).map((walk, i) => {
      const [userId, product_id] = walk.split(",");
      return { type: "track", event: "Product Viewed", userId, messageId: `view-${i}`, properties: { product_id } };
    });
    const sent = await app.server.inject({
      method: "POST",
      url: "/v1/batch",
      headers: basic(writeKey),
      payload: { batch },
    });
    expect(sent.statusCode, sent.body).toBe(200);
    const started = await announce("fallback", { store: true, length: 3, placement: "home;cart" });
    expect(started.statusCode, started.body).toBe(200);
    const job = await app.instance.jobs.ended(started.json().jobId);
    expect(job.error).toBeNull();
    expect(job.result).toMatchObject({
      schema: "attune.learn.fallback/1",
      data: { interactions: 20, people: 4 },
      lists: [{ placement: "home" }, { placement: "cart" }],
    });
    expect(await readdir(join(folder, "learn"))).toEqual([]);
  });

  it("a log of choices is not what the store has, and a segment makes sense with it alone", async () => {
    const refused = await announce("off-policy", { store: true });
    expect([refused.statusCode, refused.json().error.message]).toEqual([400, expect.stringContaining("takes a file")]);
    expect((await announce("lookalike", { segment: "vip" })).statusCode).toBe(400);
    const unknown = await announce("lookalike", { store: true, segment: "no-such-segment" });
    expect([unknown.statusCode, unknown.json().error.message]).toEqual([
      404,
      expect.stringContaining("no segment no-such-segment"),
    ]);
  });

  it("refuses options that the command does not have, among them those that name files of the server", async () => {
    for (const option of ["interactions", "data-dir", "json"]) {
      const answer = await announce("evaluate", { [option]: "/etc/passwd", user: "a", item: "b" });
      expect(answer.statusCode).toBe(400);
      expect(answer.json().error.message).toContain(`no option ${option}`);
    }
  });

  it("wants the secret key, and an id that waits", async () => {
    expect((await send("POST", "/v1/learn/evaluate", "{}", writeKey)).statusCode).toBe(403);
    expect((await send("PUT", "/v1/learn/off-policy/nothing/file", "x")).statusCode).toBe(404);
  });
});

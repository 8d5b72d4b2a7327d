import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey } from "../testing/memory-app.ts";

const lines = Array.from({ length: 2_000 }, (_, i) => `u${i},${i % 2 ? "b" : "a"},${i % 20 < (i % 2 ? 7 : 2) ? 1 : 0}`);
const csv = `user,arm,bought\n${lines.join("\n")}\n`;
const asked = { unit: "user", variant: "arm", control: "a", metric: ["conversion=bought"] };

describe("measuring over HTTP what comes with the request", () => {
  let app: MemoryApp;
  beforeAll(async () => {
    app = await openMemoryApp({ configuration: "metrics:\n  sold: {event: Order Completed, column: bought}\n" });
  });
  afterAll(() => app.close());

  const ask = async (method: "POST" | "PUT", url: string, payload: unknown) => {
    const body = Buffer.isBuffer(payload) || typeof payload === "string" ? payload : JSON.stringify(payload);
    return app.server.inject({ method, url, headers: basic(secretKey), payload: body });
  };

  it("lift: 200 and 300 of 10,000 is 50 %, as on the command line; sums work too", async () => {
    const counts = { control: { successes: 200, n: 10_000 }, personalized: { successes: 300, n: 10_000 } };
    const answer = (await ask("POST", "/v1/measure/lift", counts)).json();
    expect(answer).toMatchObject({ schema: "attune.measure.lift/1", lift: { estimate: expect.closeTo(0.5, 12) } });
    const arms = {
      control: { n: 100, sum: 500, sumSquares: 2_600 },
      personalized: { n: 100, sum: 600, sumSquares: 3_700 },
    };
    expect((await ask("POST", "/v1/measure/lift", arms)).json().effect.estimate).toBeCloseTo(1, 12);
    const wrong = { ...counts, control: { successes: 3, n: 2 } };
    expect((await ask("POST", "/v1/measure/lift", wrong)).json()).toMatchObject({ error: { path: "control" } });
    expect((await ask("POST", "/v1/measure/lift", { control: 1 })).statusCode).toBe(400);
  });

  it("power: 20 % to 25 % needs 1,094 per variant", async () => {
    const answer = (await ask("POST", "/v1/measure/power", { baseline: 0.2, effect: 0.05 })).json();
    expect(answer.units).toEqual({ control: 1_094, treated: 1_094, total: 2_188 });
    expect((await ask("POST", "/v1/measure/power", { baseline: 0.2 })).statusCode).toBe(400);
  });

  it("an experiment: the same report from the body, from an upload and from its gzip", async () => {
    const inBody = (await ask("POST", "/v1/measure/experiments", { ...asked, csv, data: "ab.csv" })).json();
    expect(inBody).toMatchObject({
      schema: "attune.measure.experiment/1",
      inputs: { data: "ab.csv", rows: 2_000, units: 2_000 },
      decision: { verdict: "ship" },
    });
    for (const file of [Buffer.from(csv), gzipSync(csv)]) {
      const { experimentId } = (await ask("POST", "/v1/measure/experiments", { ...asked, data: "ab.csv" })).json();
      const job = (await ask("PUT", `/v1/measure/experiments/${experimentId}/file`, file)).json();
      expect(job).toMatchObject({ kind: "experiment", state: "done", progress: { done: file.length } });
      expect({ ...job.result, inputs: { ...job.result.inputs, sha256: "" } }).toEqual({
        ...inBody,
        inputs: { ...inBody.inputs, sha256: "" },
      });
      expect((await ask("PUT", `/v1/measure/experiments/${experimentId}/file`, file)).statusCode).toBe(404);
    }
  });

  it("experiments on clusters, within strata and with two changes, as on the command line", async () => {
    const people = Array.from({ length: 1_200 }, (_, i) => {
      const shop = i % 60;
      return [`u${i}`, shop % 2 ? "b" : "a", `s${shop}`, i % 3, i % 7 < 3 ? "low" : "high", (i * 7) % 11 < 3 ? 1 : 0];
    });
    const table = [["user", "arm", "shop", "country", "price", "bought"], ...people]
      .map((row) => row.join(","))
      .join("\n");
    const judge = async (design: object) =>
      (await ask("POST", "/v1/measure/experiments", { ...asked, ...design, csv: table })).json();
    expect(await judge({ cluster: "shop" })).toMatchObject({
      options: { cluster: "shop" },
      variants: [
        { id: "a", units: 600, clusters: 30 },
        { id: "b", units: 600, clusters: 30 },
      ],
    });
    const [weighted] = (await judge({ strata: "country" })).metrics[0].comparisons;
    expect(weighted.unadjusted.varianceRatio).toBeCloseTo(1, 1);
    expect((await judge({ factorial: "price=high" })).metrics[0].factorial).toMatchObject({
      variant: "b",
      other: "low",
    });
    expect(await judge({ factorial: "price" })).toMatchObject({ error: { code: "bad-request", path: "factorial" } });
    expect(await judge({ factorial: "price=free" })).toMatchObject({ error: { path: "factorial" } });
  });

  it("an experiment by a metric of the playbook", async () => {
    const { metric: _metric, ...rest } = asked;
    const answer = (await ask("POST", "/v1/measure/experiments", { ...rest, metrics: ["sold"], csv })).json();
    expect(answer.metrics[0]).toMatchObject({ name: "sold", kind: "proportion" });
  });

  it.each([
    ["no metric", { ...asked, metric: [] }, "metric"],
    ["an unknown metric of the playbook", { ...asked, metrics: ["x"] }, "metrics"],
    ["a level that is none", { ...asked, alpha: "5" }, "alpha"],
    ["a control that is not there", { ...asked, control: "z", csv }, "control"],
  ])("says what is wrong: %s", async (_, body, path) => {
    const answer = await ask("POST", "/v1/measure/experiments", body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ error: { code: "bad-request", path } });
  });

  it("a file that is broken fails its job with the reason", async () => {
    const send = async (file: Buffer) => {
      const { experimentId } = (await ask("POST", "/v1/measure/experiments", asked)).json();
      return (await ask("PUT", `/v1/measure/experiments/${experimentId}/file`, file)).json();
    };
    const failed = (message: RegExp) => ({
      state: "failed",
      error: { code: "bad-request", message: expect.stringMatching(message) },
    });
    expect(await send(Buffer.alloc(0))).toMatchObject(failed(/empty/));
    expect(await send(gzipSync(csv).subarray(0, 400))).toMatchObject(failed(/gzip/));
    expect(await send(Buffer.from("user,arm,bought\nu1,a,often\n"))).toMatchObject(failed(/Line 2: column "bought"/));
  });
});

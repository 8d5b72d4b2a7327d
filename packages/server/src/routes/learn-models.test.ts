import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey } from "../testing/memory-app.ts";

const trained = { interactions: 10, profiles: 2, items: 5, fromAt: 0, toAt: 9, hash: "00112233aabbccdd" };
const row = (name: string) => ({ name, parameters: {}, metrics: { "ndcg@10": 0.1 } });

/** An evaluation whose gate says what is given. */
function evaluation(recommended: string, champion: string, passes: boolean) {
  const verdict = { passes, ramp: passes, reasons: [passes ? "60 % would see other items." : "It may be worse."] };
  return {
    schema: "attune.learn.evaluate/1",
    data: { trained, seed: "1" },
    models: [row("item-knn"), row("ease")],
    recommended,
    gate: { champion, challenger: recommended, judgedBy: "ndcg@10", verdict },
  };
}

describe("models over HTTP", () => {
  let app: MemoryApp;
  beforeAll(async () => {
    app = await openMemoryApp();
  });
  afterAll(() => app.close());

  const send = (method: "GET" | "POST", url: string, payload?: object) =>
    app.server.inject({
      method,
      url,
      headers: basic(secretKey),
      ...(payload === undefined ? {} : { payload }),
    });
  async function register(result: object): Promise<{ modelId: string; parentId: string | null }> {
    const { jobId } = app.instance.jobs.start("learn evaluate", "trainings", async () => result as never);
    await app.instance.jobs.ended(jobId);
    const answer = await send("POST", "/v1/learn/models", { jobId, slot: "home" });
    expect(answer.statusCode, answer.body).toBe(200);
    return answer.json();
  }

  it("first comes, then what passes the gate, then what is forced; back again by rollback", async () => {
    const first = await register(evaluation("item-knn", "popularity", true));
    const promote = (modelId: string, body: object) => send("POST", `/v1/learn/models/${modelId}/promote`, body);
    expect((await promote(first.modelId, { slot: "home" })).json()).toMatchObject({ modelId: first.modelId });

    const worse = await register(evaluation("ease", "item-knn", false));
    expect(worse.parentId).toBe(first.modelId);
    const refused = await promote(worse.modelId, { slot: "home" });
    expect([refused.statusCode, refused.json().error.message]).toEqual([409, "It may be worse."]);

    const better = await register(evaluation("ease", "item-knn", true));
    expect((await promote(better.modelId, { slot: "home" })).json().reasons).toEqual([
      "60 % would see other items.",
      "Bring it in by steps.",
    ]);
    const forced = await promote(worse.modelId, { slot: "home", despite: "a trial" });
    expect(forced.json().reasons.at(-1)).toBe("In service all the same: a trial");

    const back = await send("POST", "/v1/learn/slots/home/rollback", { reason: "clicks fell" });
    expect(back.json()).toMatchObject({ modelId: better.modelId });
    const { models, service } = (await send("GET", "/v1/learn/models")).json();
    expect(models.length).toBe(3);
    expect(service.at(-1).modelId).toBe(better.modelId);
  });

  it("a model that was compared with another than the one in service is told so", async () => {
    const stranger = await register(evaluation("ease", "rp3beta", true));
    const answer = await send("POST", `/v1/learn/models/${stranger.modelId}/promote`, { slot: "home" });
    expect(answer.statusCode).toBe(409);
    expect(answer.json().error.message).toMatch(/not compared with ease/);
  });

  it("a job that is no evaluation has no model, nor has an unknown id", async () => {
    const { jobId } = app.instance.jobs.start("import", "rows", async () => ({}));
    await app.instance.jobs.ended(jobId);
    expect((await send("POST", "/v1/learn/models", { jobId })).statusCode).toBe(409);
    expect((await send("POST", "/v1/learn/models/none/promote", { slot: "cart" })).statusCode).toBe(404);
  });
});

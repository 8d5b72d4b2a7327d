import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findSimilarPeople } from "../jobs/find-similar-people.ts";
import { tacticUpliftStudy } from "../study/tactic-study.ts";
import { basic, type MemoryApp, openMemoryApp, testNow, writeKey } from "../testing/memory-app.ts";
import { rowsModelsMayKnow } from "./whom-models-may-know.ts";

const configuration = (privacy: string) => `
holdout: 0
${privacy}
placements:
  hero:
    default: { content: { headline: Welcome } }
segments:
  teas:
    when: { event: Product Viewed, atLeast: 1 }
tactics:
  offer:
    placement: hero
    holdout: 0.5
    content: { headline: Tea }
`;

const unused = { jobId: "job", signal: new AbortController().signal, onProgress: () => {} };
const idOf = (row: { id: string }) => row.id;

async function openShop(privacy: string): Promise<MemoryApp> {
  const app = await openMemoryApp({ configuration: configuration(privacy) });
  const say = (userId: string, personalization: boolean) => ({
    type: "track",
    event: "Consent Updated",
    userId,
    context: { consent: { categoryPreferences: { personalization } } },
  });
  const people = Array.from({ length: 20 }, (_, i) => ({ type: "identify", userId: `u${i}`, traits: {} }));
  await send(app, [...people, say("yes", true), { type: "identify", userId: "silent", traits: {} }]);
  for (let i = 0; i < 20; i++) await app.engine.decide({ userId: `u${i}`, placements: ["hero"] });
  // What they said comes after they met the tactic; `old` is absorbed by `no` at once.
  await send(app, [say("no", false), say("u0", false), say("u1", false)]);
  return app;
}

async function send(app: MemoryApp, batch: object[]): Promise<void> {
  const answer = await app.server.inject({
    method: "POST",
    url: "/v1/batch",
    headers: basic(writeKey),
    payload: { batch },
  });
  expect(answer.statusCode, answer.body).toBe(200);
}

describe("people whom models may know", () => {
  let app: MemoryApp;
  beforeAll(async () => {
    app = await openShop("");
  });
  afterAll(() => app.close());

  const profileIdOf = async (userId: string, of = app) =>
    (await of.engine.findProfile({ namespace: "user_id", value: userId }))!.profileId;

  it("are all but those who said no, by any of their ids", async () => {
    await send(app, [
      { type: "track", event: "Product Viewed", anonymousId: "browser", properties: { product_id: "tea" } },
    ]);
    const browser = (await app.engine.findProfile({ namespace: "anonymous_id", value: "browser" }))!.profileId;
    await send(app, [{ type: "identify", userId: "no", anonymousId: "browser", traits: {} }]);
    const ids = [browser, await profileIdOf("no"), await profileIdOf("yes"), await profileIdOf("silent"), "gone"];
    const kept = await rowsModelsMayKnow(
      app.engine,
      ids.map((id) => ({ id })),
      idOf,
      unused.signal,
    );
    expect(kept.map(idOf)).toEqual(ids.slice(2));
  });

  it("where the playbook asks first, only those who said yes", async () => {
    const strict = await openShop("privacy: { askFirst: [personalization] }");
    const ids = [
      await profileIdOf("yes", strict),
      await profileIdOf("silent", strict),
      await profileIdOf("no", strict),
    ];
    const rows = ids.map((id) => ({ id }));
    expect(await rowsModelsMayKnow(strict.engine, rows, idOf, unused.signal)).toEqual([{ id: ids[0] }]);
    await strict.close();
  });

  it("a study of whom a tactic moves leaves out who withdrew since, and counts them", async () => {
    await app.engine.settled(5_000);
    const learner = { learner: "t", base: "ridge", testFraction: 0.5, observational: false } as const;
    const choices = { ...learner, cost: 0, value: 1, budget: 1, seed: "1" };
    const { engine } = app;
    const { study, about } = await tacticUpliftStudy(engine, { tacticId: "offer" }, choices, testNow, unused.signal);
    expect(about).toMatchObject({ people: 18, withdrawn: 2 });
    expect((study as { rows: unknown[] }).rows).toHaveLength(18);
  });

  it("nobody else is compared with the members of a segment: of 23 people three said no", async () => {
    const found = await findSimilarPeople(app.engine, "teas", testNow, unused);
    expect(found).toMatchObject({ undetermined: { reason: expect.stringMatching(/of 20 people/) } });
  });
});

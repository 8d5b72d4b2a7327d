import type { Stores } from "@attune/engine/ports/stores";
import { afterEach, beforeEach, expect, test } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow, writeKey } from "../testing/memory-app.ts";

const configuration = `
holdout: 0
placements:
  hero: { default: { content: { headline: Hello } } }
tactics:
  gold: { placement: hero, when: { trait: plan, is: gold }, content: { headline: For gold }, holdout: 0 }
`;
const changed = configuration
  .replace("For gold", "For you and gold")
  .replace("holdout: 0\nplacements", "holdout: 0.1\nplacements");

let app: MemoryApp;
let failNext = false;
const failing = (stores: Stores): Stores => ({
  ...stores,
  definitions: {
    ...stores.definitions,
    async put(kind, documents) {
      if (failNext && kind === "playbook-revision") throw new Error("the disk is full");
      return stores.definitions.put(kind, documents);
    },
  },
});
beforeEach(async () => {
  failNext = false;
  app = await openMemoryApp({ configuration, change: failing });
});
afterEach(() => app.close());

async function ask(method: "GET" | "POST" | "PUT", url: string, payload?: object, key = secretKey) {
  const response = await app.server.inject({
    method,
    url,
    headers: basic(key),
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: response.statusCode, body: response.json() };
}

async function identify(userId: string, plan: string) {
  await ask("POST", "/v1/identify", { userId, traits: { plan } }, writeKey);
}

async function shownTo(userId: string) {
  const { body } = await ask("POST", "/v1/decide", { userId, placements: ["hero"] }, writeKey);
  return body.placements.hero.content.headline;
}

test("a rule of the catalogue touches who would see other items by it, and nobody else", async () => {
  for (const name of ["ada", "bob", "cleo"]) await identify(name, "gold");
  const items = ["a", "b", "c"].map((itemId) => ({ itemId, name: itemId, available: true }));
  await ask("PUT", "/v1/catalog/items", { items });
  const listed = `${configuration.replace("headline: For gold }", "headline: For gold }, items: { from: new-arrivals, limit: 2 }")}`;
  await ask("POST", "/v1/playbook/apply", { file: listed, author: "ada" });
  const pinned = (itemId: string) =>
    `${listed}catalogue: { rules: { first: { on: { placement: hero }, pin: [${itemId}] } } }\n`;
  const touchedBy = async (file: string) => (await ask("POST", "/v1/playbook/plan", { file })).body.people.touched;
  expect([await touchedBy(listed), await touchedBy(pinned("c"))]).toEqual([0, 3]);
});

test("a playbook is planned, applied, seen by the next decision, and rolled back", async () => {
  for (const name of ["ada", "bob", "cleo"]) await identify(name, name === "cleo" ? "free" : "gold");
  const plan = (await ask("POST", "/v1/playbook/plan", { file: changed })).body;
  expect(plan.changes).toEqual([
    { section: "holdout", id: "", change: "changed", fields: [{ path: "", from: 0, to: 0.1 }] },
    {
      section: "tactics",
      id: "gold",
      change: "changed",
      fields: [{ path: "content.headline", from: "For gold", to: "For you and gold" }],
    },
  ]);
  expect(plan.people).toMatchObject({ profiles: 3, sampled: 3, touched: 2, interval: null });
  expect(plan.people.tactics).toEqual([{ tacticId: "gold", before: 2, after: 2 }]);

  const first = (await ask("POST", "/v1/playbook/apply", { file: configuration, author: "ada" })).body;
  expect(first).toMatchObject({ isNew: true, changes: [], revision: { revision: 1, author: "ada", at: testNow } });
  const second = await ask("POST", "/v1/playbook/apply", {
    file: changed.replace("holdout: 0.1", "holdout: 0"),
    author: "bob",
    note: "warmer",
    expected: 1,
  });
  expect(second.body.revision).toMatchObject({ revision: 2, author: "bob", note: "warmer", source: "apply" });
  expect(await shownTo("ada")).toBe("For you and gold");
  const back = (await ask("POST", "/v1/playbook/rollback", { to: 1, author: "ada" })).body;
  expect(back.revision).toMatchObject({ revision: 3, source: "rollback", restores: 1, note: "back to revision 1" });
  expect(await shownTo("ada")).toBe("For gold");
  expect((await ask("GET", "/v1/playbook")).body).toEqual({ revision: 3, text: configuration });

  const { revisions } = (await ask("GET", "/v1/playbook/revisions?limit=2")).body;
  expect(revisions.map(({ revision }: { revision: number }) => revision)).toEqual([3, 2]);
  expect((await ask("GET", "/v1/playbook/revisions/2")).body.text).toContain("For you and gold");
  expect((await ask("GET", "/v1/playbook/revisions/9")).status).toBe(404);
});

test("a change made from a revision that runs no more is a conflict, and one of two at once loses", async () => {
  const apply = (text: string) => ask("POST", "/v1/playbook/apply", { file: text, author: "a", expected: 0 });
  const both = await Promise.all([apply(configuration), apply(changed)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
});

test("the same text again is no new revision", async () => {
  await ask("POST", "/v1/playbook/apply", { file: configuration, author: "a" });
  const again = (await ask("POST", "/v1/playbook/apply", { file: configuration, author: "b" })).body;
  expect(again).toMatchObject({ isNew: false, revision: { revision: 1, author: "a" } });
});

test.each([
  [
    "a placement that nobody declared",
    configuration.replace("placement: hero", "placement: hreo"),
    "tactics.gold.placement",
    "did you mean hero?",
  ],
  ["an unknown operator", configuration.replace("is: gold", "iz: gold"), "tactics.gold.when.iz", "is"],
  [
    "another time zone",
    `business: { timeZone: Europe/Berlin }\n${configuration}`,
    "business.timeZone",
    "attune replay",
  ],
  [
    "a metric that does not exist",
    configuration.replace("holdout: 0 }", "goal: { metric: conversion-rat } }"),
    "tactics.gold.goal.metric",
    "did you mean conversion-rate?",
  ],
  [
    "a cap without a window",
    configuration.replace("holdout: 0 }", "caps: [{ atMost: 1 }] }"),
    "tactics.gold.caps[0]",
    "withinDays",
  ],
  [
    "an offer that is not declared",
    configuration.replace("holdout: 0 }", "offer: ten }"),
    "tactics.gold.offer",
    "declared are: none",
  ],
  [
    "a group nobody is in",
    `${configuration}restraint: { groups: { sales: {} } }\n`,
    "restraint.groups.sales",
    "not declared",
  ],
  [
    "quiet hours without an hour",
    configuration.replace("holdout: 0 }", 'quietHours: "22:00-22:00" }'),
    "tactics.gold.quietHours",
    "begins when it ends",
  ],
])("%s is refused with its path, and the running playbook stays", async (_label, file, path, hint) => {
  await identify("ada", "gold");
  const { status, body } = await ask("POST", "/v1/playbook/apply", { file, author: "a" });
  expect([status, body.error.path]).toEqual([400, path]);
  expect(body.error.message).toContain(hint);
  expect(await shownTo("ada")).toBe("For gold");
  expect((await ask("GET", "/v1/playbook")).body.revision).toBe(0);
  const check = (await ask("POST", "/v1/playbook/check", { file })).body;
  const errors = check.findings.filter(({ severity }: { severity: string }) => severity === "error");
  expect([check.ok, errors]).toMatchObject([false, [{ path }]]);
});

test("a file that removes all that runs is refused, and so told by plan and check, unless its author accepts it", async () => {
  await identify("ada", "gold");
  const apply = (file: string, accept: string[] = []) =>
    ask("POST", "/v1/playbook/apply", { file, author: "a", accept });
  for (const file of ["", "# nothing\n", "holdout: 0.2\n"]) {
    const { status, body } = await apply(file);
    expect([status, body.error.path]).toEqual([400, ""]);
    expect(body.error.message).toContain("Removes all that runs: 1 placements, 1 tactics.");
    expect(body.error.message).toContain("accept removes-all");
  }
  expect((await ask("POST", "/v1/playbook/plan", { file: "" })).body.check).toMatchObject({
    ok: false,
    findings: [{ severity: "error", code: "removes-all", acceptable: true }],
  });
  expect(await shownTo("ada")).toBe("For gold");
  const { status, body } = await apply("holdout: 0.2\n", ["removes-all"]);
  expect([status, body.revision.accepted]).toEqual([200, ["removes-all"]]);
  // What names nothing in place of what named nothing takes nothing away.
  expect((await apply("")).status).toBe(200);
});

test("a playbook that cannot be written down does not run", async () => {
  await identify("ada", "gold");
  failNext = true;
  const { status } = await ask("POST", "/v1/playbook/apply", { file: changed, author: "a" });
  expect(status).toBe(500);
  expect(await shownTo("ada")).toBe("For gold");
  expect((await ask("GET", "/v1/playbook/revisions")).body.revisions).toEqual([]);
});

test("a write key reads and changes no playbook", async () => {
  expect((await ask("GET", "/v1/playbook", undefined, writeKey)).status).toBe(403);
});

test("a goal by a metric whose events never came is refused, unless the author accepts it, which is kept", async () => {
  await identify("ada", "gold");
  await ask("POST", "/v1/track", {
    userId: "ada",
    event: "Order Completed",
    properties: { revenue: 5, currency: "EUR" },
  });
  const file = configuration.replace(
    "holdout: 0 }",
    "goal: { metric: click-through-rate, target: 10 %, by: 2027-03-01 } }",
  );
  const refused = await ask("POST", "/v1/playbook/apply", { file, author: "a" });
  expect([refused.status, refused.body.error.path]).toEqual([400, "tactics.gold.goal.metric"]);
  expect(refused.body.error.message).toContain("accept metric-without-events");
  const accept = ["metric-without-events"];
  const { revision } = (await ask("POST", "/v1/playbook/apply", { file, author: "a", accept })).body;
  expect(revision.accepted).toEqual(accept);
  expect(revision.baselines.gold).toMatchObject({ metricId: "click-through-rate" });
});

test("the document tells each tactic's goal, baseline, state and evidence, as JSON and as Markdown", async () => {
  const file = configuration.replace(
    "holdout: 0 }",
    "hypothesis: Gold likes gold, goal: { metric: conversion-rate, target: 10 %, by: 2027-03-01, baseline: 0.03 }, caps: [{ atMost: 2, withinDays: 7 }] }",
  );
  await ask("POST", "/v1/playbook/apply", { file, author: "ada", note: "first" });
  const { body } = await ask("GET", "/v1/playbook/document");
  expect(body.tactics).toMatchObject([
    {
      tacticId: "gold",
      segment: "{ trait: plan, is: gold }",
      segmentWords: "Trait plan is gold",
      metric: "conversion-rate",
      target: 0.1,
      by: "2027-03-01",
      baseline: { value: 0.03, from: null },
      state: "running",
      restraint: ["at most 2 in 7 days"],
    },
  ]);
  const markdown = await app.server.inject({
    method: "GET",
    url: "/v1/playbook/document?format=markdown",
    headers: basic(secretKey),
  });
  expect(markdown.body).toContain("## gold (gold), running");
  expect(markdown.body).toContain("- **Target**: +10 % by 2027-03-01");
  expect(markdown.body).toContain("revision 1 of 2026-11-22 by ada: first");
});

async function document() {
  const url = "/v1/playbook/document";
  const text = await app.server.inject({ method: "GET", url: `${url}?format=markdown`, headers: basic(secretKey) });
  return { body: (await ask("GET", url)).body, text: text.body };
}

test("a tactic that is stopped is told as stopped, by whom and why", async () => {
  await ask("POST", "/v1/tactics/gold/stop", { by: "ada", reason: "harm" });
  const { body, text } = await document();
  expect(body.tactics).toMatchObject([{ tacticId: "gold", state: "stopped", stop: { by: "ada", reason: "harm" } }]);
  expect(text).toContain("- **Stopped**: 2026-11-22 12:00 UTC by ada: harm");
});

test("the document has what is shown of each variant, and what its experiments and segments say", async () => {
  const file = configuration
    .replace(
      "content: { headline: For gold }",
      "variants: { plain: { items: { from: popular, limit: 3 } }, bold: { content: { headline: Bold } } }",
    )
    .concat(`experiments: { loud: { tactic: gold, control: plain, metric: conversion-rate, hypothesis: Loud sells } }
segments: { golden: { name: Gold, when: { trait: plan, is: gold }, nextBestAction: Thank them } }
`);
  expect((await ask("POST", "/v1/playbook/apply", { file, author: "ada" })).status).toBe(200);
  const before = await document();
  expect(before.text).toContain("## loud (loud), not started");
  await ask("POST", "/v1/experiments/loud/start", { by: "ada" });
  const { body, text } = await document();
  expect(body.experiments).toMatchObject([{ experimentId: "loud", state: "running", control: "plain" }]);
  for (const line of [
    "- **Variant plain**: list { from: popular, limit: 3 }",
    '- **Variant bold**: {"headline":"Bold"}',
    "- **Variants**: plain 50 % (control), bold 50 %",
    "- **Who**: Trait plan is gold",
    "- **Next best action**: Thank them",
  ])
    expect(text).toContain(line);
});

test("the document tells what a tactic did to its goal, where that is a metric of one's own", async () => {
  const own = configuration
    .replace("holdout: 0 }", "holdout: 0.5, goal: { metric: sign-ups, target: 10 % } }")
    .concat("\nmetrics: { sign-ups: { name: people who signed up, event: Signed Up } }\n");
  await ask("POST", "/v1/track", { userId: "first", event: "Signed Up" }, writeKey);
  expect((await ask("POST", "/v1/playbook/apply", { file: own, author: "ada" })).status).toBe(200);
  for (let n = 0; n < 60; n++) {
    await identify(`p${n}`, "gold");
    await shownTo(`p${n}`);
    if (n % 3 === 0) await ask("POST", "/v1/track", { userId: `p${n}`, event: "Signed Up" }, writeKey);
  }
  // Nobody waits for the record of a decision; what is acknowledged now lies behind the last one.
  await identify("after", "gold");
  const { body } = await ask("GET", "/v1/playbook/document");
  const [{ evidence }] = body.tactics;
  expect(evidence).toMatchObject({
    metric: "people who signed up",
    effect: { interval: [expect.any(Number), expect.any(Number)] },
    againstTarget: expect.any(String),
  });
  expect(evidence.exposed + evidence.heldOut).toBe(60);
});

test("exchange rates of a bank's table become a revision, and what comes in from then on is counted by them", async () => {
  const text = "business: { currency: EUR, rates: { USD: 0.9 } } # books\nplacements: { hero: {} }\n";
  await ask("POST", "/v1/playbook/apply", { file: text, author: "a" });
  const table = "Date, USD, \n20 November 2026, 1.2500, \n";
  const told = (await ask("POST", "/v1/playbook/rates", { table })).body;
  expect(told).toEqual({ day: "2026-11-20", reportingCurrency: "EUR", rates: { USD: 0.8 }, applied: null });
  const { applied } = (await ask("POST", "/v1/playbook/rates", { table, apply: true, author: "bank" })).body;
  expect(applied.revision).toMatchObject({ revision: 2, author: "bank", note: "exchange rates of 2026-11-20" });
  expect((await ask("GET", "/v1/playbook")).body.text).toContain("rates: { USD: 0.8 } } # books");
  expect((await ask("GET", "/v1/business")).body.ratesMicros).toEqual({ USD: 800_000 });
  expect((await ask("POST", "/v1/playbook/rates", { table, currencies: ["CHF"] })).status).toBe(400);
});

import { afterEach, beforeEach, expect, test } from "vitest";
import { type MemoryApp, openMemoryApp } from "../testing/memory-app.ts";
import { signedIn } from "../testing/signed-in.ts";

let app: MemoryApp;
beforeEach(async () => {
  app = await openMemoryApp();
});
afterEach(() => app.close());

test("who signed in may say by what a report is split: that is no author", async () => {
  const headers = await signedIn(app, "admin");
  const draft = await app.server.inject({
    method: "POST",
    url: "/v1/forecast/scenario-drafts",
    headers,
    payload: { source: "numbers", numbers: { visitorsPerMonth: 1_000, conversion: 0.02, orderValue: 50 } },
  });
  expect(draft.statusCode, draft.body).toBe(200);
});

test("who changes something is whoever signed in, whatever the page says", async () => {
  const headers = await signedIn(app, "admin");
  const learned = await app.server.inject({
    method: "POST",
    url: "/v1/review/learnings",
    headers,
    payload: { tacticId: "t", decision: "wait", text: "Nothing yet.", by: "somebody else" },
  });
  expect(learned.body).not.toContain("somebody else");
});

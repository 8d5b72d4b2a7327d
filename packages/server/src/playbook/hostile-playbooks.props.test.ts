import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hostilePlaybooks } from "../config/hostile-playbooks.suite.ts";
import { basic, type MemoryApp, openMemoryApp, secretKey } from "../testing/memory-app.ts";

const runs = Number(process.env.ATTUNE_RUNS ?? 25);
/** What an author may say yes to. */
const accept = ["removes-all"];

describe("a playbook that nobody meant", () => {
  let app: MemoryApp;
  beforeAll(async () => {
    app = await openMemoryApp({ configuration: "placements: { hero: {} }" });
  });
  afterAll(() => app.close());

  async function ask(method: "GET" | "POST", url: string, payload?: object) {
    const response = await app.server.inject({
      method,
      url,
      headers: basic(secretKey),
      ...(payload === undefined ? {} : { payload }),
    });
    return { status: response.statusCode, body: response.json() };
  }

  it("is checked, planned and put in place whole, or refused with a reason and nothing is changed; decisions go on either way", {
    timeout: 3_600_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(hostilePlaybooks, async ({ text }) => {
        const before = (await ask("GET", "/v1/playbook")).body;
        const checked = await ask("POST", "/v1/playbook/check", { file: text, accept });
        const planned = await ask("POST", "/v1/playbook/plan", { file: text });
        const expected = before.revision?.revision ?? 0;
        const applied = await ask("POST", "/v1/playbook/apply", { file: text, author: "ada", expected, accept });
        const after = (await ask("GET", "/v1/playbook")).body;

        expect([checked.status, planned.status, applied.status].filter((status) => status >= 500)).toEqual([]);
        const isRefused = applied.status !== 200;
        if (checked.status === 200 && !isRefused) expect(planned.status).toBe(200);
        if (checked.status !== 200) expect(isRefused).toBe(true);
        if (isRefused) {
          expect(applied.body.error.message.length).toBeGreaterThan(10);
          expect(after).toEqual(before);
        }
        const { placements } = (await ask("GET", "/v1/placements")).body as {
          placements: Array<{ placementId: string }>;
        };
        const asked = placements.map(({ placementId }) => placementId).slice(0, 50);
        if (asked.length === 0) return;
        const decided = await ask("POST", "/v1/decide", { userId: "ada", placements: asked });
        expect([decided.status, Object.keys(decided.body.placements ?? {}).length]).toEqual([200, asked.length]);
      }),
      { numRuns: runs },
    );
  });
});

import { AttuneError } from "@attune/model/errors";
import type { PlaybookCheck } from "@attune/model/playbook-report";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readConfiguration } from "../config/read-configuration.ts";
import { brokenPlaybooks } from "../testing/broken-playbooks.ts";
import { basic, type MemoryApp, openMemoryApp, secretKey, writeKey } from "../testing/memory-app.ts";
import { kindTemplates } from "./kind-templates.ts";

/** The same few each time; others, and as many as one likes, where `HOSTILE_RUNS` says how many. */
const runs = (few: number) =>
  process.env.HOSTILE_RUNS === undefined
    ? { numRuns: few, seed: 5 }
    : { numRuns: Number(process.env.HOSTILE_RUNS), interruptAfterTimeLimit: 150_000 };

const whole = kindTemplates().map(({ yaml }) => parse(yaml) as object);

/** What follows of a path after the longest way through a value that it names. Names may have dots of their own. */
function restOf(value: unknown, path: string): string {
  let least = path;
  if (typeof value !== "object" || value === null) return least;
  for (const [key, inner] of Object.entries(value)) {
    const step = Array.isArray(value) ? `[${key}]` : key;
    if (path === step) return "";
    if (!path.startsWith(step) || !/[.[]/.test(path[step.length]!)) continue;
    const after = path.slice(step.length).replace(/^\./, "");
    const rest = restOf(inner, after);
    if (rest.length < least.length) least = rest;
  }
  return least;
}

it("a spoilt playbook is refused with a place that it has, or lacks by one name, and with the word that was meant", () => {
  fc.assert(
    fc.property(brokenPlaybooks(whole), ({ value, typo }) => {
      let fault: unknown;
      try {
        readConfiguration(JSON.stringify(value));
        return;
      } catch (error) {
        fault = error;
      }
      expect(fault).toBeInstanceOf(AttuneError);
      const { code, path = "", message } = fault as AttuneError;
      expect(code).toBe("bad-request");
      expect(message.length).toBeLessThan(1_500);
      // The whole file has no path; of everything else at most the last name is missing.
      if (path !== "") expect(restOf(value, path).slice(1)).not.toMatch(/[.[]/);
      if (typo !== null) expect(message.replaceAll(path, "")).toContain(typo.was);
    }),
    runs(50),
  );
});

describe("a playbook over stores in memory", () => {
  let memory: MemoryApp;
  beforeAll(async () => {
    memory = await openMemoryApp({ configuration: kindTemplates()[0]!.yaml });
  });
  afterAll(() => memory.close());

  async function ask(path: string, payload: object, key = secretKey) {
    const answer = await memory.server.inject({ method: "POST", url: path, headers: basic(key), payload });
    return { status: answer.statusCode, body: answer.json() };
  }

  it("that check accepts can be applied and decided by; one that it refuses changes nothing", async () => {
    await fc.assert(
      fc.asyncProperty(brokenPlaybooks(whole), async ({ value }) => {
        const file = JSON.stringify(value);
        const before = memory.engine.playbook;
        const check = await ask("/v1/playbook/check", { file });
        expect(check.status).toBe(200);
        const { ok, findings } = check.body as PlaybookCheck;
        expect(memory.engine.playbook).toBe(before);
        const applied = await ask("/v1/playbook/apply", { file, author: "ada", note: "" });
        expect([applied.status, findings.filter(({ severity }) => severity === "error")]).toEqual(
          ok ? [200, []] : [400, expect.arrayContaining([expect.anything()])],
        );
        if (!ok) expect(memory.engine.playbook).toBe(before);
        const placements = Object.keys(memory.engine.playbook.placements).slice(0, 10);
        if (placements.length === 0) return;
        const decided = await ask("/v1/decide", { userId: "ada", placements }, writeKey);
        expect([decided.status, Object.keys(decided.body.placements)]).toEqual([200, placements]);
      }),
      runs(12),
    );
  });

  it.each([
    ["business: { timeZone: Asia/Tokyo, currency: EUR }", "business.timeZone"],
    ["business: { timeZone: Europe/Berlin, currency: USD }", "business.currency"],
  ])("%s is refused by check as by apply, since what is counted stands in another", async (business, path) => {
    const file = `${business}\nplacements: { hero: {} }\n`;
    const { body } = await ask("/v1/playbook/check", { file });
    expect(body).toMatchObject({ ok: false, findings: [{ code: "other-books", path }] });
    expect(await ask("/v1/playbook/apply", { file, author: "ada", note: "" })).toMatchObject({
      status: 400,
      body: { error: { code: "bad-request", path } },
    });
  });
});

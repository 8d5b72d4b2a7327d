import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow, writeKey } from "../testing/memory-app.ts";

const configuration = `
placements: { hero: { default: { content: {} } } }
tactics: { all: { placement: hero, holdout: 0.5, content: { a: 1 } } }
holdout: 0
privacy:
  texts: { marketing-email: { version: "1", title: Mails, text: We write to you. } }
  retention: { visitorDays: 30, customerDays: 365, quarantineDays: 10, networkDetailDays: 7 }
`;

const dayMs = 86_400_000;

describe("the rights of people", () => {
  let app: MemoryApp;
  let now = testNow;
  beforeAll(async () => {
    app = await openMemoryApp({ configuration, clock: () => now });
  });
  afterAll(() => app.close());

  async function ask(method: "GET" | "POST", url: string, payload?: object, key = secretKey) {
    const answer = await app.server.inject({
      method,
      url,
      headers: basic(key),
      ...(payload === undefined ? {} : { payload }),
    });
    return { status: answer.statusCode, text: answer.body, body: answer.body.startsWith("{") ? answer.json() : null };
  }

  async function job(url: string, payload: object = {}) {
    const { body } = await ask("POST", url, payload);
    const ended = await app.instance.jobs.ended(body.jobId);
    expect(ended).toMatchObject({ state: "done" });
    return ended.result as Record<string, unknown>;
  }

  const eve = { userId: "eve", anonymousId: "eve-browser" };

  it("access: everything of a person, as JSON and as a page that runs nothing", async () => {
    const { body: texts } = await ask("GET", "/v1/privacy/texts");
    await ask("POST", "/v1/identify", {
      ...eve,
      traits: { email: "eve@example.com", name: "<script>alert(1)</script>" },
    });
    const textId = texts.texts[0].textId;
    await ask("POST", "/v1/privacy/consent", {
      anonymousId: "eve-browser",
      choices: { "marketing-email": true },
      texts: { "marketing-email": textId },
      method: "preference-centre",
      page: "https://shop.example/privacy?token=secret",
      language: "en",
    });
    await ask("POST", "/v1/decide", { ...eve, placements: ["hero"] });
    await ask("POST", "/v1/track", {
      userId: "eve",
      event: "Order Completed",
      properties: { order_id: "o9", total: 3, currency: "EUR" },
    });
    await ask("POST", "/v1/track", { userId: "eve" });

    const { body } = await ask("GET", "/v1/privacy/people/email/eve@example.com");
    expect(body.events).toHaveLength(3);
    expect(body.decisions).toHaveLength(1);
    expect(body.setAside).toHaveLength(1);
    expect(body.consent.proofs).toEqual([
      expect.objectContaining({
        choices: { "marketing-email": true },
        texts: { "marketing-email": textId },
        method: "preference-centre",
        page: "https://shop.example/privacy",
        language: "en",
        at: "2026-11-22T12:00:00.000Z",
      }),
    ]);
    expect(body.consent.texts).toEqual([expect.objectContaining({ textId, text: "We write to you." })]);

    const page = (await ask("GET", "/v1/privacy/people/user_id/eve?format=html")).text;
    expect(page).toContain("eve@example.com");
    expect(page).not.toContain("<script>");
    expect((await ask("GET", "/v1/privacy/people/user_id/eve", undefined, writeKey)).status).toBe(403);
  });

  it("a refusal of analytics keeps its proof and nothing else", async () => {
    await ask("POST", "/v1/privacy/consent", {
      anonymousId: "quiet",
      choices: { analytics: false },
      method: "banner",
      page: "https://shop.example/a",
    });
    const { body } = await ask("GET", "/v1/privacy/people/anonymous_id/quiet");
    expect(body.consent.proofs).toMatchObject([
      { choices: { analytics: false }, method: "banner", page: "https://shop.example/a" },
    ]);
    expect(body.events[0]).toMatchObject({ traits: {}, context: {} });
  });

  it("rectification: the correction holds, and who made it is in the log", async () => {
    const { body } = await ask("POST", "/v1/privacy/people/user_id/eve/rectify", {
      traits: { name: "Eve" },
      by: "support: Tom",
      note: "by phone",
    });
    expect(body.traits).toMatchObject({ name: "Eve", email: "eve@example.com" });
    const { body: record } = await ask("GET", "/v1/privacy/people/user_id/eve");
    expect(record.events.at(-1).context).toEqual({ rectified: { by: "support: Tom", note: "by phone" } });
  });

  it("the pseudonymised file names nobody, gives recipients different names, and leaves out who refused", async () => {
    const directory = await mkdtemp(join(tmpdir(), "attune-pseudonyms-"));
    const write = async (recipient: string, format: string) => {
      const file = join(directory, `${recipient}.${format}`);
      const result = await job("/v1/privacy/pseudonymised", { file, format, recipient });
      return { result, text: readFileSync(file, "utf8") };
    };
    const one = await write("agency", "csv");
    const two = await write("university", "jsonl");
    // Eve's four events; the refusal of the other is left out.
    expect(one.result).toMatchObject({ events: 4, people: 1, leftOut: 1 });
    for (const trace of ["eve-browser", "eve@", "o9", "alert", "quiet"])
      expect(one.text + two.text).not.toContain(trace);
    const nameIn = (text: string) => /[\w-]{22}/.exec(text)?.[0];
    expect(nameIn(one.text)).not.toBe(nameIn(two.text));
    await rm(directory, { recursive: true });
  });

  it("tells how many took their consent back on each side", async () => {
    const shares = await job("/v1/privacy/consent-shares");
    expect(shares).toMatchObject({ personalization: { refused: 0 }, tactics: [{ tacticId: "all" }] });
    const [{ shown, heldOut }] = shares.tactics as [{ shown: { people: number }; heldOut: { people: number } }];
    expect(shown.people + heldOut.people).toBe(1);
  });

  it("deletion: every place is looked into, and the certificate names nobody", async () => {
    const { body } = await ask("POST", "/v1/privacy/erase/user_id/eve", { by: "support: Tom" });
    expect(body).toMatchObject({ mode: "erase", complete: true, by: "support: Tom" });
    const log = body.places.find(({ place }: { place: string }) => place === "log");
    expect(log).toMatchObject({ before: 5, after: 0, verified: true });
    for (const trace of ["eve-browser", "eve@", "o9"]) expect(JSON.stringify(body)).not.toContain(trace);
    expect((await ask("GET", "/v1/privacy/certificates")).body.certificates).toMatchObject([
      { certificateId: body.certificateId },
    ]);
    expect((await ask("GET", "/v1/privacy/people/user_id/eve")).status).toBe(404);
  });

  it("retention: visitors, set-aside events and network details go when their time is over; customers stay longer", async () => {
    const context = { ip: "203.0.113.9", userAgent: "Mozilla/5.0 (X11)" };
    await ask("POST", "/v1/track", { anonymousId: "passer-by", event: "Cart Viewed", context });
    await ask("POST", "/v1/track", { userId: "customer", event: "Cart Viewed", context });
    await ask("POST", "/v1/track", { userId: "customer" });
    now += 40 * dayMs;
    const counted = await job("/v1/privacy/retention", { dryRun: true });
    // The passer-by, and the one who refused analytics.
    expect(counted).toMatchObject({ dryRun: true, visitors: 2, customers: 0, quarantined: 1, networkDetails: null });
    expect(await job("/v1/privacy/retention")).toMatchObject({ visitors: 2, networkDetails: 1 });
    expect((await ask("GET", "/v1/privacy/people/anonymous_id/passer-by")).status).toBe(404);
    const { body } = await ask("GET", "/v1/privacy/people/user_id/customer");
    expect(body.setAside).toEqual([]);
    expect(JSON.stringify(body)).not.toContain("203.0.113.9");
    expect(await job("/v1/privacy/retention")).toMatchObject({ visitors: 0, networkDetails: 0 });
  });
});

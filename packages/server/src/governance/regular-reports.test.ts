import { startMailServer, type TestMailServer } from "@attune/channels/contract/mail-server";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openChannels } from "../deliver/open-channels.ts";
import { basic, type MemoryApp, openMemoryApp, secretKey, writeKey } from "../testing/memory-app.ts";
import { lookForAlerts } from "./alerts.ts";
import { makeReports } from "./regular-reports.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148";
const desktop = "Mozilla/5.0 (X11; Linux x86_64)";
/** A Friday. */
const begin = Date.parse("2026-10-30T12:00:00Z");
const configuration = `
business: { name: The shop, currency: EUR }
holdout: 0
placements: { hero: {} }
tactics:
  pull-forward: { placement: hero, holdout: 0.5, owner: growth@shop.example, content: { line: Only today } }
alerts:
  freshness: { http: 2 }
  owner: ops@shop.example
  email: [ops@shop.example]
  escalate: { afterHours: 4, email: [boss@shop.example] }
  reports: [board@shop.example]
`;

describe("governance over a real mail server, in simulated time", () => {
  let mail: TestMailServer;
  let channels: ReturnType<typeof openChannels>;
  let app: MemoryApp;
  let now = begin;
  const forever = new AbortController().signal;
  const subjects = () => mail.mails.map((raw) => /^Subject: (.*)$/m.exec(raw)?.[1]?.trim());
  const receivers = () => mail.mails.map((raw) => /^To: (.*)$/m.exec(raw)?.[1]?.trim());
  const get = async (url: string) => (await app.server.inject({ url, headers: basic(secretKey) })).json();
  const look = () => makeReports(app.instance, channels, forever);

  beforeEach(async () => {
    now = begin;
    mail = await startMailServer();
    const outbound = { smtpUrl: mail.url, mailFrom: "Attune <attune@shop.example>", allowInner: false };
    channels = openChannels(outbound, () => now);
    app = await openMemoryApp({ configuration, clock: () => now });
  });
  afterEach(async () => {
    await app.close();
    await Promise.all([...channels.values()].map((channel) => channel.close()));
    await mail.close();
  });

  it("a week's review and a month's reports are made once, kept, and mailed to the board and to owners", async () => {
    expect(await look()).toEqual([]);
    now = Date.parse("2026-11-02T07:00:00Z");
    const made = await look();
    expect(made.map(({ reportId }) => reportId)).toEqual([
      "weekly-review-2026-W44",
      "monthly-variance-2026-10",
      "monthly-scorecards-2026-10",
    ]);
    await look();
    expect(mail.mails).toHaveLength(9);
    expect(new Set(receivers())).toEqual(new Set(["board@shop.example", "growth@shop.example", "ops@shop.example"]));
    expect(subjects()).toContain("[The shop] What to do about each tactic, 2026-W44");
    const { reports } = await get("/v1/review/reports");
    expect(reports).toHaveLength(3);
    const { report, text } = await get("/v1/review/reports/weekly-review-2026-W44");
    expect(report).toMatchObject({ verdicts: [{ tacticId: "pull-forward", verdict: "wait" }] });
    expect(text).toContain("too few to tell");
    now += 7 * dayMs;
    expect((await look()).map(({ reportId }) => reportId)).toEqual(["weekly-review-2026-W45"]);
  });

  it("finance gets a month's revenue by driver, from kept forecasts and the store alone", async () => {
    await plantTwoTimes(app);
    const cell = { value: 50, conversion: 0 };
    const record = {
      schema: "attune.forecast.record/1",
      id: "as-before",
      madeAt: "2026-10-03T00:00:00.000Z",
      owner: "finance@shop.example",
      version: "by hand/1",
      inputs: {},
      metric: "revenue",
      scope: { kind: "everybody" },
      level: 0.9,
      periods: [
        {
          fromDay: Date.parse("2026-10-03") / dayMs,
          toDay: Date.parse("2026-10-30") / dayMs,
          expected: 300,
          low: 250,
          high: 350,
          drivers: [
            { ...cell, segment: "phone", traffic: 10, conversion: 0.2 },
            { ...cell, segment: "desktop", traffic: 10, conversion: 0.4 },
          ],
        },
      ],
      assumptions: [],
    };
    await app.engine.stores.definitions.put("forecast-record", [[record.id, record]]);
    await look();
    now = Date.parse("2026-11-02T07:00:00Z");
    await look();
    const { report, text } = await get("/v1/review/reports/monthly-variance-2026-10");
    // Worked by hand: people 20 → 30, half → a third of them on desktops (where 0.4 buy instead of 0.2), 50 → 60 an order; Shapley's parts of 300 → 480.
    const parts = { traffic: 155.5556, mix: -46.1111, conversion: 0, value: 70.5556 };
    const expected = { planned: 300, actual: 480, difference: 180, ...parts };
    const rounded = (drivers: Record<string, number>) =>
      Object.fromEntries(Object.entries(drivers).map(([name, value]) => [name, Number(value.toFixed(4)) + 0]));
    expect(rounded(report.forecasts[0].periods[0].variance)).toEqual(expected);
    expect(report.moved).toMatchObject([{ against: { from: "2026-09-05", to: "2026-10-02" } }]);
    expect(rounded(report.moved[0].drivers)).toEqual(expected);
    expect(text).toContain("480 came, 300 expected (250 to 350), 60 %, outside of its interval");
    expect(text).toContain("of 180: traffic 155.6, mix -46.11, conversion 0, value 70.56");
  });

  it("a mail that cannot go out now is sent at a later look, to those alone who lack it", async () => {
    await look();
    now = Date.parse("2026-11-09T07:00:00Z");
    mail.answer([451, "4.3.0 later"]);
    await look();
    expect(mail.mails).toHaveLength(0);
    mail.answer(null);
    now += hourMs;
    await look();
    await look();
    // A week and a month, three reports to three people.
    expect(mail.mails).toHaveLength(9);
  });

  it("an alert is told by mail once, escalated where nobody takes it, and told when it is over", async () => {
    const view = () => ({ type: "track", event: "Product Viewed", anonymousId: "a", properties: { product_id: "p" } });
    const send = () =>
      app.server.inject({
        method: "POST",
        url: "/v1/batch",
        headers: basic(writeKey),
        payload: { batch: [view()] },
      });
    const alerts = () => lookForAlerts(app.instance, channels, null);
    await send();
    now += 3 * hourMs;
    await alerts();
    await alerts();
    expect([subjects(), receivers()]).toEqual([["[The shop] opened: freshness http"], ["ops@shop.example"]]);
    now += 5 * hourMs;
    await alerts();
    await alerts();
    expect(receivers()).toEqual(["ops@shop.example", "boss@shop.example"]);
    await send();
    await alerts();
    expect(subjects().at(-1)).toBe("[The shop] over: freshness http");
  });

  it("a gain that only pulls purchases forward is named, and a loss on phones alone is an alert", async () => {
    await plantPullForward(app, (at) => {
      now = at;
    });
    now = begin + 40 * dayMs;
    const { teams, basis } = await get("/v1/review/scorecards");
    expect(basis).toBe("margin");
    expect(teams).toMatchObject([{ team: "growth@shop.example", reversed: ["pull-forward"] }]);
    expect(teams[0].tactics[0].told).toMatch(/the gain reverses/);
    const told = await lookForAlerts(app.instance, channels, null);
    expect(told.map(({ alert }) => alert.alertId)).toContain("device-harm:pull-forward on phone");
    expect(told.map(({ alert }) => alert.alertId)).not.toContain("device-harm:pull-forward on desktop");
  });

  it("what was decided and learned of a tactic is told beside it", async () => {
    await look();
    now = Date.parse("2026-11-02T07:00:00Z");
    await look();
    now += hourMs;
    const learned = { tacticId: "pull-forward", decision: "stop", text: "It only moves orders forward", by: "ada" };
    await app.server.inject({
      method: "POST",
      url: "/v1/review/learnings",
      headers: basic(secretKey),
      payload: learned,
    });
    now += hourMs;
    await app.server.inject({
      method: "POST",
      url: "/v1/tactics/pull-forward/stop",
      headers: basic(secretKey),
      payload: { by: "ada", reason: "see the review" },
    });
    const { history } = await get("/v1/review/tactics/pull-forward");
    expect(history.map(({ what, by }: { what: string; by: string }) => [what, by])).toEqual([
      ["verdict", "review of 2026-W44"],
      ["learning", "ada"],
      ["stop", "ada"],
    ]);
    const { verdicts } = await get("/v1/review");
    expect(verdicts[0].learned).toMatchObject({ text: "It only moves orders forward" });
    expect((await app.server.inject({ url: "/v1/review/tactics/none", headers: basic(secretKey) })).statusCode).toBe(
      404,
    );
  });
});

/**
 * 1,600 people: on desktops those who see the tactic order at once what others order two weeks later, and a third of them sends it back; on phones it
 * keeps most people from ordering at all.
 */
/** Four weeks with ten people on phones, two of whom buy for 50, and ten on desktops, four of whom do; then four weeks with twice the phones, for 60. */
async function plantTwoTimes(app: MemoryApp): Promise<void> {
  const events: Array<{ event: string; timestamp: string }> = [];
  for (const [time, firstDay, phones, amount] of [
    ["before", "2026-09-05", 10, 50],
    ["after", "2026-10-03", 20, 60],
  ] as const) {
    for (let i = 0; i < phones + 10; i++) {
      const isPhone = i < phones;
      const nth = isPhone ? i : i - phones;
      const said = {
        type: "track",
        userId: `${time}-${i}`,
        timestamp: new Date(Date.parse(firstDay) + ((i % 28) + 0.5) * dayMs).toISOString(),
        context: { userAgent: isPhone ? phone : desktop },
      };
      const looked = {
        ...said,
        event: "Product Viewed",
        messageId: `v-${time}-${i}`,
        properties: { product_id: "p" },
      };
      events.push(looked);
      if (nth % 5 >= (isPhone ? 1 : 2)) continue;
      const order = { order_id: `${time}-${i}`, revenue: amount, currency: "EUR" };
      const placed = { ...said, event: "Order Completed", messageId: `o-${time}-${i}`, properties: order };
      events.push(placed);
    }
  }
  // The last day of the time has an order, so that the time is over.
  const last = events.findLast(({ event }) => event === "Order Completed")!;
  last.timestamp = "2026-10-30T10:00:00.000Z";
  await app.engine.collect(events, {
    source: "import:plant",
    receivedAt: begin,
    maxEventBytes: 32_000,
    deduplicate: "ever",
  });
}

async function plantPullForward(app: MemoryApp, setNow: (at: number) => void): Promise<void> {
  const { engine } = app;
  const arrival = { source: "import:plant", receivedAt: begin + 39 * dayMs, maxEventBytes: 32_000 };
  await engine.catalogue.put([{ itemId: "lamp", name: "Lamp", costMicros: 10_000_000, available: true } as never]);
  const events: object[] = [];
  for (let i = 0; i < 1_600; i++) {
    const userId = `u${i}`;
    const isPhone = i % 2 === 0;
    setNow(begin);
    const userAgent = isPhone ? phone : desktop;
    const { placements } = await engine.decide({ userId, placements: ["hero"], context: { userAgent } });
    const isHeldOut = placements.hero?.holdout === true;
    const order = (days: number, amount: number) => ({
      type: "track",
      event: "Order Completed",
      userId,
      messageId: `o-${i}`,
      timestamp: new Date(begin + days * dayMs).toISOString(),
      context: { userAgent },
      properties: {
        order_id: `o-${i}`,
        revenue: amount,
        currency: "EUR",
        products: [{ product_id: isPhone ? "sticker" : "lamp", price: amount, quantity: 1 }],
      },
    });
    const buys = isPhone && !isHeldOut ? i % 20 === 0 : i % 4 < 2;
    if (!buys) continue;
    // The phones' orders are small: what the tactic loses there is people, not money.
    if (isPhone) events.push(order(2, 1));
    else events.push(order(isHeldOut ? 14 : 1, 30 + (i % 7)));
    if (!isHeldOut && !isPhone && i % 3 === 0)
      events.push({
        type: "track",
        event: "Order Refunded",
        userId,
        messageId: `r-${i}`,
        timestamp: new Date(begin + 20 * dayMs).toISOString(),
        properties: { order_id: `o-${i}`, revenue: 30 + (i % 7), currency: "EUR" },
      });
  }
  setNow(begin + 39 * dayMs);
  for (let from = 0; from < events.length; from += 500)
    await engine.collect(events.slice(from, from + 500), arrival as never);
  await engine.settled(30_000);
}

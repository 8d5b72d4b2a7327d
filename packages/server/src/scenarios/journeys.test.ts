import { describe, expect, it } from "vitest";
import { basic, openMemoryApp, secretKey, testNow, writeKey } from "../testing/memory-app.ts";
import { hourMs, keepBrowsingShop, known, playbook, view } from "./browsing-shop.suite.ts";

describe("journeys, over HTTP and a real mail server", () => {
  const { shop, get, passes, send, subjects, open } = keepBrowsingShop();

  it("a product viewed and not bought brings one mail, decided for the person, four hours later; each run explains itself", async () => {
    await send(known("ada", { plan: "gold" }), view("ada"));
    expect(shop.mail.mails).toHaveLength(0);
    const waiting = await get("/v1/journeys/browse-abandonment/runs");
    expect(waiting.runs[0].told).toBe("at step 1: waits until 2026-11-22T16:00:00.000Z");
    await passes(4 * hourMs);
    expect(subjects()).toEqual(["ada, still thinking about boots?"]);
    expect(shop.mail.mails[0]).toContain("Ten percent for gold");
    const { runs } = await get("/v1/journeys/browse-abandonment/runs");
    expect(runs[0].end.why).toBe("came to its end");
    await send(view("ada", "socks"));
    await passes(24 * hourMs);
    expect(shop.mail.mails).toHaveLength(1);
    const { deliveries } = await get("/v1/deliveries?id=ada");
    expect(deliveries).toMatchObject([{ outcome: "sent", templateId: "reminder", journeyId: "browse-abandonment" }]);
  });

  it("who buys meanwhile gets no reminder, but their receipt; the receipt needs no consent", async () => {
    await send(known("bob"), view("bob"));
    await passes(hourMs);
    await send({ type: "identify", userId: "bob", context: { consent: { marketing: false } } });
    await send({
      type: "track",
      event: "Order Completed",
      userId: "bob",
      properties: { order_id: "1", total: 10, currency: "EUR" },
    });
    await passes(24 * hourMs);
    expect(subjects()).toEqual(["Thanks"]);
    expect(shop.mail.mails[0]).not.toMatch(/^List-Unsubscribe/im);
    const { runs } = await get("/v1/journeys/browse-abandonment/runs");
    expect(runs[0].end.why).toBe("Order Completed happened");
  });

  it("without consent to marketing nothing goes out, and the record says why", async () => {
    await send({ ...known("eve"), context: {} }, view("eve"));
    await passes(5 * hourMs);
    expect(shop.mail.mails).toHaveLength(0);
    const { deliveries } = await get("/v1/deliveries?id=eve");
    expect(deliveries).toMatchObject([{ outcome: "skipped", reason: "no consent to marketing by email" }]);
  });

  it("where personalization is asked for first, who said nothing comes into no journey, and who said yes does", async () => {
    await shop.app.close();
    await open(`${playbook}privacy: { askFirst: [personalization] }\n`);
    const sayingYes = { ...known("yes"), context: { consent: { marketing: true, personalization: true } } };
    await send(known("mum"), view("mum"), sayingYes, view("yes"));
    await passes(5 * hourMs);
    expect(subjects()).toEqual(["yes, still thinking about boots?"]);
    expect((await get("/v1/journeys/browse-abandonment/runs")).runs).toHaveLength(1);
  });

  it("what falls into quiet hours waits for the morning of the person's own zone", async () => {
    await send(known("kei", { timezone: "Asia/Tokyo" }), view("kei"));
    // 16:00 UTC is one in the morning in Tokyo; eight o'clock there is 23:00 UTC.
    await passes(4 * hourMs);
    expect(shop.mail.mails).toHaveLength(0);
    await passes(7 * hourMs - 1);
    expect(shop.mail.mails).toHaveLength(0);
    await passes(1);
    expect(shop.mail.mails).toHaveLength(1);
  });

  it("caps hold over journeys; a mailbox that is gone is not written to again", async () => {
    await send(known("max"));
    for (const week of [0, 1, 2]) {
      shop.now = testNow + week * 7 * 24 * hourMs;
      await send(view("max"));
      await passes(4 * hourMs);
    }
    expect(shop.mail.mails).toHaveLength(3);
    shop.mail.answer([550, "5.1.1 no such mailbox"]);
    await send(known("gone"), view("gone"));
    await passes(4 * hourMs);
    shop.mail.answer(null);
    shop.now += 8 * 24 * hourMs;
    await send(view("gone"));
    await passes(4 * hourMs);
    const { deliveries } = await get("/v1/deliveries?id=gone");
    expect(deliveries.map(({ outcome }: { outcome: string }) => outcome)).toEqual(["skipped", "failed"]);
    expect(deliveries[0].reason).toMatch(/^the address is not written to: .*no such mailbox/);
  });

  it("held-out people enter, get nothing, and are measured against", async () => {
    await shop.app.close();
    await open(playbook.replace("againAfterDays: 7\n    holdout: 0", "againAfterDays: 7\n    holdout: 0.5"));
    const people = Array.from({ length: 40 }, (_, i) => `p${i}`);
    for (const person of people) await send(known(person), view(person));
    await passes(4 * hourMs);
    await shop.app.engine.settled(5_000);
    const report = await get("/v1/measure/tactics/browse-abandonment");
    expect(shop.mail.mails.length).toBeGreaterThan(5);
    expect(shop.mail.mails.length).toBeLessThan(35);
    expect([report.exposed.people, report.heldOut.people]).toEqual([
      shop.mail.mails.length,
      40 - shop.mail.mails.length,
    ]);
  });

  it("an in-app message waits in the person's inbox, which the app asks for with its write key", async () => {
    await send(known("ida"), { type: "track", event: "Signed Up", userId: "ida" });
    await passes(0);
    const inbox = async (url: string) => (await shop.app.server.inject({ url, headers: basic(secretKey) })).json();
    const byAnybody = await shop.app.server.inject({ url: "/v1/inbox?userId=ida", headers: basic(writeKey) });
    expect(byAnybody.statusCode).toBe(403);
    expect((await inbox("/v1/inbox?userId=ida")).messages).toMatchObject([{ content: { line: "Hello ida" } }]);
    expect((await inbox("/v1/inbox?userId=nobody")).messages).toEqual([]);
    shop.now += 31 * 24 * hourMs;
    expect((await inbox("/v1/inbox?userId=ida")).messages).toEqual([]);
  });

  it("a template that cannot be used and a journey that names what is not there are refused, with the path", async () => {
    const faults: Array<[from: string, to: string, RegExp]> = [
      ["send: reminder", "send: remindr", /journeys\.browse-abandonment\.steps\[2\]\.send .*did you mean reminder/],
      ["decide: mail-offer", "decide: mail", /steps\[1\]\.decide .*declared are: mail-offer/],
      ["{{ trigger.name }}?", "{{ trigger.name", /messages\.reminder\.subject/],
      ["{{ person.name }},", "{{ shopper.name }},", /messages\.reminder names shopper/],
      ["  browse-abandonment:", "  gold-offer:", /journeys\.gold-offer has the id of a tactic/],
      ["wait: { hours: 4 }", "wait: { hours: -4 }", /journeys\.browse-abandonment\.steps/],
    ];
    for (const [from, to, expected] of faults) {
      const opened = openMemoryApp({ configuration: playbook.replace(from, to), channels: new Map() });
      await expect(opened).rejects.toThrow(expected);
    }
  });
});

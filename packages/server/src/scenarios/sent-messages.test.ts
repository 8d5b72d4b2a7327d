import { openMemoryStores } from "@attune/store/memory/stores";
import { describe, expect, it } from "vitest";
import { basic, openMemoryApp, secretKey, writeKey } from "../testing/memory-app.ts";
import { hourMs, keepBrowsingShop, known, playbook, view } from "./browsing-shop.suite.ts";

describe("what becomes of messages, over HTTP and a real mail server", () => {
  const { shop, get, passes, send, subjects, open } = keepBrowsingShop();

  it("one click ends it: a look at the link changes nothing, the post does, and the person is not written to again", async () => {
    await send(known("una"), view("una"));
    await passes(4 * hourMs);
    const url = /^List-Unsubscribe: <https:\/\/shop\.example(\/m\/u\/[^>]+)>/m.exec(
      shop.mail.mails[0]!.replace(/\r\n\s+/g, " "),
    )![1]!;
    const look = await shop.app.server.inject({ url });
    expect([look.statusCode, look.body.includes("<form")]).toEqual([200, true]);
    const consent = async () => (await get("/v1/profiles/user_id/una")).consent.marketing;
    expect(await consent()).toBe(true);
    const payload = "List-Unsubscribe=One-Click";
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    expect((await shop.app.server.inject({ method: "POST", url, payload, headers })).statusCode).toBe(200);
    expect(await consent()).toBe(false);
    expect((await shop.app.server.inject({ method: "POST", url: `${url}x`, payload, headers })).statusCode).toBe(404);
    shop.now += 8 * 24 * hourMs;
    await send(view("una"));
    await passes(5 * hourMs);
    expect(shop.mail.mails).toHaveLength(1);
  });

  it("a click is counted and led on; programs that fetch pictures count for nobody", async () => {
    await send(known("cleo"), view("cleo"));
    await passes(4 * hourMs);
    const body = shop.mail.mails[0]!.replace(/=\r\n/g, "").replaceAll("=3D", "=");
    const link = (path: string) => new RegExp(`https://shop\\.example(/m/${path}/[^"]+)"`).exec(body)![1]!;
    const phone = { "user-agent": "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Mobile/15E148" };
    const clicked = await shop.app.server.inject({ url: link("c"), headers: phone });
    expect([clicked.statusCode, clicked.headers.location]).toEqual([302, "https://shop.example/p/boots"]);
    await shop.app.server.inject({ url: link("o"), headers: { "user-agent": "Mozilla/5.0" } });
    const names = async () =>
      (await get("/v1/profiles/user_id/cleo/events")).events.map(({ name }: { name: string }) => name);
    expect(await names()).toContain("Email Link Clicked");
    expect(await names()).not.toContain("Email Opened");
    await shop.app.server.inject({ url: link("o"), headers: phone });
    await shop.app.server.inject({ url: link("o"), headers: phone });
    expect((await names()).filter((name: string) => name === "Email Opened")).toHaveLength(1);
  });

  it("a mail server that is away is tried again, and the message is sent once", async () => {
    shop.mail.answer([451, "4.3.0 busy"]);
    await send(known("ted"), view("ted"));
    await passes(4 * hourMs);
    expect(await get("/v1/journeys")).toMatchObject({ pending: 1 });
    shop.mail.answer(null);
    await passes(30_000);
    await passes(hourMs);
    expect(shop.mail.mails).toHaveLength(1);
  });

  describe("a message that waits for the mail server, its journey at its end", () => {
    const impatient = playbook
      .replace("      - wait: { hours: 4 }\n", "")
      .replace("stopOn: [Order Completed]", "stopOn: [Order Completed]\n    stopWhen: { trait: plan, is: gold }");
    const bought = { type: "track", event: "Order Completed", userId: "ivy", properties: { order_id: "1", total: 10 } };
    async function wait(configuration = impatient): Promise<void> {
      await shop.app.close();
      await open(configuration);
      shop.mail.answer([451, "4.3.0 busy"]);
      await send(known("ivy"), view("ivy"));
      const { runs } = await get("/v1/journeys/browse-abandonment/runs");
      expect(runs[0].end.why).toBe("came to its end");
      shop.now += 20_000;
    }
    async function serverComesBack(): Promise<void> {
      shop.mail.answer(null);
      await passes(hourMs);
    }
    const reminder = async () =>
      (await get("/v1/deliveries?id=ivy")).deliveries.find(
        ({ templateId }: { templateId: string }) => templateId === "reminder",
      );

    it("is not sent to who bought meanwhile; the receipt of that is", async () => {
      await wait();
      await send(bought);
      await serverComesBack();
      expect(await reminder()).toMatchObject({ outcome: "skipped", reason: "Order Completed happened since" });
      expect(subjects()).toEqual(["Thanks"]);
    });

    it("is not sent where the condition to stop holds by then", async () => {
      await wait();
      await send(known("ivy", { plan: "gold" }));
      await serverComesBack();
      expect(await reminder()).toMatchObject({
        outcome: "skipped",
        reason: expect.stringMatching(/^the condition to stop holds: /),
      });
    });

    it("is not sent after three days", async () => {
      await wait();
      shop.now += 72 * hourMs;
      await serverComesBack();
      expect(await reminder()).toMatchObject({ outcome: "skipped", reason: "it has waited for more than 3 days" });
    });

    it("is sent where nothing of that happened", async () => {
      await wait();
      await send(view("ivy", "socks"));
      await serverComesBack();
      expect(await reminder()).toMatchObject({ outcome: "sent", attempts: 2 });
    });

    it("is sent whatever happened when it is transactional", async () => {
      await wait(impatient.replace("  reminder:\n", "  reminder:\n    category: transactional\n"));
      await send(bought, known("ivy", { plan: "gold" }));
      shop.now += 72 * hourMs;
      await serverComesBack();
      expect(await reminder()).toMatchObject({ outcome: "sent" });
    });
  });

  it("a complaint that the mail system reports ends marketing for the person, and the address is not written to", async () => {
    await send(known("zoe"), view("zoe"));
    await passes(4 * hourMs);
    const id = /^message-id:\s*<([^@]+)@/im.exec(shop.mail.mails[0]!)![1]!;
    const parts = [
      "Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n--b",
      "Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nOriginal-Rcpt-To: zoe@example.com\r\n--b",
      `Content-Type: message/rfc822\r\n\r\nMessage-ID: <${id}@shop.example>\r\n\r\nHi\r\n--b--`,
    ];
    const url = "/v1/deliveries/mail-reports";
    const nothing = await shop.app.server.inject({ method: "POST", url, headers: basic(secretKey) });
    expect([nothing.statusCode, nothing.json()]).toEqual([200, { report: null }]);
    const answer = await shop.app.server.inject({
      method: "POST",
      url,
      headers: basic(secretKey),
      payload: parts.join("\r\n"),
    });
    expect(answer.json()).toMatchObject({ report: { kind: "complaint" }, suppressed: true, told: true });
    expect((await get("/v1/profiles/user_id/zoe")).consent.marketing).toBe(false);
  });

  it("a message whose event was lost by a stop is told at the next start, once", async () => {
    await shop.app.close();
    const stores = openMemoryStores();
    const change = () => ({ ...stores, close: async () => {} });
    const withoutMessages = await openMemoryApp({ configuration: playbook, change, clock: () => shop.now });
    const payload = { batch: [{ messageId: "i", ...known("lea") }] };
    await withoutMessages.server.inject({ method: "POST", url: "/v1/batch", headers: basic(writeKey), payload });
    const { profileId } = (await stores.state.find(["user_id:lea"]))!;
    const of = { profileId, journeyId: null, templateId: "receipt", channel: "email" } as const;
    const record = { ...of, deliveryId: "d-1", at: shop.now, outcome: "sent", reason: "250 ok", attempts: 1 } as const;
    await stores.journeys.commit({ done: [record] });
    await withoutMessages.close();
    for (const _start of [1, 2]) {
      shop.app = await openMemoryApp({
        configuration: playbook,
        channels: shop.channels,
        change,
        clock: () => shop.now,
      });
      const { events } = await get("/v1/profiles/user_id/lea/events");
      expect(events.filter(({ name }: { name: string }) => name === "Email Sent")).toHaveLength(1);
      if (_start === 1) await shop.app.close();
    }
  });
});

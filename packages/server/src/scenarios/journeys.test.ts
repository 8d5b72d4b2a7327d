import { startMailServer, type TestMailServer } from "@attune/channels/contract/mail-server";
import { openMemoryStores } from "@attune/store/memory/stores";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openChannels } from "../deliver/open-channels.ts";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow, writeKey } from "../testing/memory-app.ts";

const hourMs = 3_600_000;

/** Nobody is held out, so that each test knows who gets a mail. */
const playbook = `
holdout: 0
placements:
  mail-offer: { default: { content: { line: See it again } } }
tactics:
  gold-offer: { placement: mail-offer, holdout: 0, when: { trait: plan, is: gold }, content: { line: Ten percent for gold } }
messages:
  reminder:
    channel: email
    subject: "{{ person.name }}, still thinking about {{ trigger.name }}?"
    html: '<p>{{ decided.content.line }}</p><a href="https://shop.example/p/{{ trigger.product_id }}">Look</a> <a href="{{ unsubscribeUrl }}">No more</a>'
  note: { channel: in-app, content: { line: "Hello {{ person.name }}" } }
  receipt: { channel: email, category: transactional, subject: Thanks, html: <p>Thanks</p> }
journeys:
  browse-abandonment:
    trigger: { event: Product Viewed }
    againAfterDays: 7
    holdout: 0
    stopOn: [Order Completed]
    steps:
      - wait: { hours: 4 }
      - decide: mail-offer
      - send: reminder
  signed-up: { trigger: { event: Signed Up }, holdout: 0, steps: [{ send: note }] }
  after-order: { trigger: { event: Order Completed }, againAfterDays: 0, holdout: 0, steps: [{ send: receipt }] }
delivery: { caps: [{ atMost: 2, withinDays: 7 }], quietHours: "22:00-08:00" }
`;

describe("journeys, over HTTP and a real mail server", () => {
  let mail: TestMailServer;
  let channels: ReturnType<typeof openChannels>;
  let app: MemoryApp;
  let now = testNow;

  async function open(configuration = playbook): Promise<void> {
    now = testNow;
    app = await openMemoryApp({ configuration, channels, clock: () => now });
  }
  beforeEach(async () => {
    mail = await startMailServer();
    const outbound = { smtpUrl: mail.url, mailFrom: "Shop <hello@shop.example>", allowInner: false };
    channels = openChannels(outbound, () => now);
    await open();
  });
  afterEach(async () => {
    await app.close();
    await Promise.all([...channels.values()].map((channel) => channel.close()));
    await mail.close();
  });

  let serial = 0;
  async function send(...events: object[]): Promise<void> {
    const at = new Date(now).toISOString();
    const batch = events.map((event) => ({ messageId: `m-${++serial}`, timestamp: at, ...event }));
    const answer = await app.server.inject({
      method: "POST",
      url: "/v1/batch",
      headers: basic(writeKey),
      payload: { batch, sentAt: at },
    });
    expect(answer.statusCode).toBe(200);
    await app.engine.journeys!.settled();
  }
  const known = (userId: string, more: object = {}) => ({
    type: "identify",
    userId,
    traits: { email: `${userId}@example.com`, name: userId, ...more },
    context: { consent: { marketing: true } },
  });
  const view = (userId: string, sku = "boots") => ({
    type: "track",
    event: "Product Viewed",
    userId,
    properties: { product_id: sku, name: sku },
  });
  async function passes(ms: number): Promise<void> {
    now += ms;
    await app.engine.journeys!.settled();
  }
  const get = async (url: string) => (await app.server.inject({ url, headers: basic(secretKey) })).json();
  const subjects = () => mail.mails.map((raw) => /^Subject: (.*)$/m.exec(raw)?.[1]?.trim());

  it("a product viewed and not bought brings one mail, decided for the person, four hours later; each run explains itself", async () => {
    await send(known("ada", { plan: "gold" }), view("ada"));
    expect(mail.mails).toHaveLength(0);
    const waiting = await get("/v1/journeys/browse-abandonment/runs");
    expect(waiting.runs[0].told).toBe("at step 1: waits until 2026-11-22T16:00:00.000Z");
    await passes(4 * hourMs);
    expect(subjects()).toEqual(["ada, still thinking about boots?"]);
    expect(mail.mails[0]).toContain("Ten percent for gold");
    const { runs } = await get("/v1/journeys/browse-abandonment/runs");
    expect(runs[0].end.why).toBe("came to its end");
    await send(view("ada", "socks"));
    await passes(24 * hourMs);
    expect(mail.mails).toHaveLength(1);
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
    expect(mail.mails[0]).not.toMatch(/^List-Unsubscribe/im);
    const { runs } = await get("/v1/journeys/browse-abandonment/runs");
    expect(runs[0].end.why).toBe("Order Completed happened");
  });

  it("without consent to marketing nothing goes out, and the record says why", async () => {
    await send({ ...known("eve"), context: {} }, view("eve"));
    await passes(5 * hourMs);
    expect(mail.mails).toHaveLength(0);
    const { deliveries } = await get("/v1/deliveries?id=eve");
    expect(deliveries).toMatchObject([{ outcome: "skipped", reason: "no consent to marketing by email" }]);
  });

  it("where personalization is asked for first, who said nothing comes into no journey, and who said yes does", async () => {
    await app.close();
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
    expect(mail.mails).toHaveLength(0);
    await passes(7 * hourMs - 1);
    expect(mail.mails).toHaveLength(0);
    await passes(1);
    expect(mail.mails).toHaveLength(1);
  });

  it("one click ends it: a look at the link changes nothing, the post does, and the person is not written to again", async () => {
    await send(known("una"), view("una"));
    await passes(4 * hourMs);
    const url = /^List-Unsubscribe: <https:\/\/shop\.example(\/m\/u\/[^>]+)>/m.exec(
      mail.mails[0]!.replace(/\r\n\s+/g, " "),
    )![1]!;
    const look = await app.server.inject({ url });
    expect([look.statusCode, look.body.includes("<form")]).toEqual([200, true]);
    const consent = async () => (await get("/v1/profiles/user_id/una")).consent.marketing;
    expect(await consent()).toBe(true);
    const payload = "List-Unsubscribe=One-Click";
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    expect((await app.server.inject({ method: "POST", url, payload, headers })).statusCode).toBe(200);
    expect(await consent()).toBe(false);
    expect((await app.server.inject({ method: "POST", url: `${url}x`, payload, headers })).statusCode).toBe(404);
    now += 8 * 24 * hourMs;
    await send(view("una"));
    await passes(5 * hourMs);
    expect(mail.mails).toHaveLength(1);
  });

  it("a click is counted and led on; programs that fetch pictures count for nobody", async () => {
    await send(known("cleo"), view("cleo"));
    await passes(4 * hourMs);
    const body = mail.mails[0]!.replace(/=\r\n/g, "").replaceAll("=3D", "=");
    const link = (path: string) => new RegExp(`https://shop\\.example(/m/${path}/[^"]+)"`).exec(body)![1]!;
    const phone = { "user-agent": "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Mobile/15E148" };
    const clicked = await app.server.inject({ url: link("c"), headers: phone });
    expect([clicked.statusCode, clicked.headers.location]).toEqual([302, "https://shop.example/p/boots"]);
    await app.server.inject({ url: link("o"), headers: { "user-agent": "Mozilla/5.0" } });
    const names = async () =>
      (await get("/v1/profiles/user_id/cleo/events")).events.map(({ name }: { name: string }) => name);
    expect(await names()).toContain("Email Link Clicked");
    expect(await names()).not.toContain("Email Opened");
    await app.server.inject({ url: link("o"), headers: phone });
    await app.server.inject({ url: link("o"), headers: phone });
    expect((await names()).filter((name: string) => name === "Email Opened")).toHaveLength(1);
  });

  it("caps hold over journeys; a mailbox that is gone is not written to again", async () => {
    await send(known("max"));
    for (const week of [0, 1, 2]) {
      now = testNow + week * 7 * 24 * hourMs;
      await send(view("max"));
      await passes(4 * hourMs);
    }
    expect(mail.mails).toHaveLength(3);
    mail.answer([550, "5.1.1 no such mailbox"]);
    await send(known("gone"), view("gone"));
    await passes(4 * hourMs);
    mail.answer(null);
    now += 8 * 24 * hourMs;
    await send(view("gone"));
    await passes(4 * hourMs);
    const { deliveries } = await get("/v1/deliveries?id=gone");
    expect(deliveries.map(({ outcome }: { outcome: string }) => outcome)).toEqual(["skipped", "failed"]);
    expect(deliveries[0].reason).toMatch(/^the address is not written to: .*no such mailbox/);
  });

  it("a mail server that is away is tried again, and the message is sent once", async () => {
    mail.answer([451, "4.3.0 busy"]);
    await send(known("ted"), view("ted"));
    await passes(4 * hourMs);
    expect(await get("/v1/journeys")).toMatchObject({ pending: 1 });
    mail.answer(null);
    await passes(30_000);
    await passes(hourMs);
    expect(mail.mails).toHaveLength(1);
  });

  describe("a message that waits for the mail server, its journey at its end", () => {
    const impatient = playbook
      .replace("      - wait: { hours: 4 }\n", "")
      .replace("stopOn: [Order Completed]", "stopOn: [Order Completed]\n    stopWhen: { trait: plan, is: gold }");
    const bought = { type: "track", event: "Order Completed", userId: "ivy", properties: { order_id: "1", total: 10 } };
    async function wait(configuration = impatient): Promise<void> {
      await app.close();
      await open(configuration);
      mail.answer([451, "4.3.0 busy"]);
      await send(known("ivy"), view("ivy"));
      const { runs } = await get("/v1/journeys/browse-abandonment/runs");
      expect(runs[0].end.why).toBe("came to its end");
      now += 20_000;
    }
    async function serverComesBack(): Promise<void> {
      mail.answer(null);
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
      now += 72 * hourMs;
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
      now += 72 * hourMs;
      await serverComesBack();
      expect(await reminder()).toMatchObject({ outcome: "sent" });
    });
  });

  it("held-out people enter, get nothing, and are measured against", async () => {
    await app.close();
    await open(playbook.replace("againAfterDays: 7\n    holdout: 0", "againAfterDays: 7\n    holdout: 0.5"));
    const people = Array.from({ length: 40 }, (_, i) => `p${i}`);
    for (const person of people) await send(known(person), view(person));
    await passes(4 * hourMs);
    await app.engine.settled(5_000);
    const report = await get("/v1/measure/tactics/browse-abandonment");
    expect(mail.mails.length).toBeGreaterThan(5);
    expect(mail.mails.length).toBeLessThan(35);
    expect([report.exposed.people, report.heldOut.people]).toEqual([mail.mails.length, 40 - mail.mails.length]);
  });

  it("an in-app message waits in the person's inbox, which the app asks for with its write key", async () => {
    await send(known("ida"), { type: "track", event: "Signed Up", userId: "ida" });
    await passes(0);
    const inbox = async (url: string) => (await app.server.inject({ url, headers: basic(secretKey) })).json();
    const byAnybody = await app.server.inject({ url: "/v1/inbox?userId=ida", headers: basic(writeKey) });
    expect(byAnybody.statusCode).toBe(403);
    expect((await inbox("/v1/inbox?userId=ida")).messages).toMatchObject([{ content: { line: "Hello ida" } }]);
    expect((await inbox("/v1/inbox?userId=nobody")).messages).toEqual([]);
    now += 31 * 24 * hourMs;
    expect((await inbox("/v1/inbox?userId=ida")).messages).toEqual([]);
  });

  it("a complaint that the mail system reports ends marketing for the person, and the address is not written to", async () => {
    await send(known("zoe"), view("zoe"));
    await passes(4 * hourMs);
    const id = /^message-id:\s*<([^@]+)@/im.exec(mail.mails[0]!)![1]!;
    const parts = [
      "Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n--b",
      "Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nOriginal-Rcpt-To: zoe@example.com\r\n--b",
      `Content-Type: message/rfc822\r\n\r\nMessage-ID: <${id}@shop.example>\r\n\r\nHi\r\n--b--`,
    ];
    const url = "/v1/deliveries/mail-reports";
    const answer = await app.server.inject({
      method: "POST",
      url,
      headers: basic(secretKey),
      payload: parts.join("\r\n"),
    });
    expect(answer.json()).toMatchObject({ report: { kind: "complaint" }, suppressed: true, told: true });
    expect((await get("/v1/profiles/user_id/zoe")).consent.marketing).toBe(false);
  });

  it("a message whose event was lost by a stop is told at the next start, once", async () => {
    await app.close();
    const stores = openMemoryStores();
    const change = () => ({ ...stores, close: async () => {} });
    const withoutMessages = await openMemoryApp({ configuration: playbook, change, clock: () => now });
    const payload = { batch: [{ messageId: "i", ...known("lea") }] };
    await withoutMessages.server.inject({ method: "POST", url: "/v1/batch", headers: basic(writeKey), payload });
    const { profileId } = (await stores.state.find(["user_id:lea"]))!;
    const of = { profileId, journeyId: null, templateId: "receipt", channel: "email" } as const;
    const record = { ...of, deliveryId: "d-1", at: now, outcome: "sent", reason: "250 ok", attempts: 1 } as const;
    await stores.journeys.commit({ done: [record] });
    await withoutMessages.close();
    for (const _start of [1, 2]) {
      app = await openMemoryApp({ configuration: playbook, channels, change, clock: () => now });
      const { events } = await get("/v1/profiles/user_id/lea/events");
      expect(events.filter(({ name }: { name: string }) => name === "Email Sent")).toHaveLength(1);
      if (_start === 1) await app.close();
    }
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

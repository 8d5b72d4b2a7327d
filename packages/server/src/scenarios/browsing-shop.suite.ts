import { startMailServer, type TestMailServer } from "@attune/channels/contract/mail-server";
import { afterEach, beforeEach, expect } from "vitest";
import { openChannels } from "../deliver/open-channels.ts";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow, writeKey } from "../testing/memory-app.ts";

export const hourMs = 3_600_000;

/** Nobody is held out, so that each test knows who gets a mail. */
export const playbook = `
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

/**
 * A shop that reminds who looked and left, with a mail server of its own for each test; its time stands still until it is told to pass. To be called once in a `describe`: open for
 * each of its tests.
 */
export function keepBrowsingShop() {
  let serial = 0;
  const shop = {
    app: undefined as unknown as MemoryApp,
    mail: undefined as unknown as TestMailServer,
    channels: openChannels(undefined, () => testNow),
    now: testNow,
  };

  /** Opens it anew, at the first moment. */
  async function open(configuration: string): Promise<void> {
    shop.now = testNow;
    shop.app = await openMemoryApp({ configuration, channels: shop.channels, clock: () => shop.now });
  }
  /** Events of now, and all that follows from them. */
  async function send(...events: object[]): Promise<void> {
    const at = new Date(shop.now).toISOString();
    const batch = events.map((event) => ({ messageId: `m-${++serial}`, timestamp: at, ...event }));
    const answer = await shop.app.server.inject({
      method: "POST",
      url: "/v1/batch",
      headers: basic(writeKey),
      payload: { batch, sentAt: at },
    });
    expect(answer.statusCode).toBe(200);
    await shop.app.engine.journeys!.settled();
  }
  async function passes(ms: number): Promise<void> {
    shop.now += ms;
    await shop.app.engine.journeys!.settled();
  }
  const get = async (url: string) => (await shop.app.server.inject({ url, headers: basic(secretKey) })).json();
  const subjects = () => shop.mail.mails.map((raw) => /^Subject: (.*)$/m.exec(raw)?.[1]?.trim());

  beforeEach(async () => {
    shop.mail = await startMailServer();
    const outbound = { smtpUrl: shop.mail.url, mailFrom: "Shop <hello@shop.example>", allowInner: false };
    shop.channels = openChannels(outbound, () => shop.now);
    await open(playbook);
  });
  afterEach(async () => {
    await shop.app.close();
    await Promise.all([...shop.channels.values()].map((channel) => channel.close()));
    await shop.mail.close();
  });
  return { shop, open, send, passes, get, subjects };
}

/** Signed up, with consent to marketing. */
export const known = (userId: string, more: object = {}) => ({
  type: "identify",
  userId,
  traits: { email: `${userId}@example.com`, name: userId, ...more },
  context: { consent: { marketing: true } },
});

export const view = (userId: string, sku = "boots") => ({
  type: "track",
  event: "Product Viewed",
  userId,
  properties: { product_id: sku, name: sku },
});

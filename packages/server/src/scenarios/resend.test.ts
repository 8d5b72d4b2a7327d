import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openChannels } from "../deliver/open-channels.ts";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow, writeKey } from "../testing/memory-app.ts";

/** A receiver of webhooks that answers as it is told, and keeps what came. */
function startReceiver() {
  const calls: Array<{ key: IncomingMessage["headers"][string]; body: unknown }> = [];
  let status = 200;
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      calls.push({ key: request.headers["idempotency-key"], body: JSON.parse(body) });
      response.statusCode = status;
      response.end();
    });
  });
  return new Promise<{ url: string; calls: typeof calls; answer(code: number): void; close(): void }>((resolve) =>
    server.listen(0, "127.0.0.1", () =>
      resolve({
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`,
        calls,
        answer: (code) => {
          status = code;
        },
        close: () => server.close(),
      }),
    ),
  );
}

let receiver: Awaited<ReturnType<typeof startReceiver>>;
let app: MemoryApp;
let channels: ReturnType<typeof openChannels>;
const clock = () => testNow;

beforeEach(async () => {
  receiver = await startReceiver();
  channels = openChannels({ webhookSecret: "whsec_c2VjcmV0c2VjcmV0c2VjcmV0", allowInner: true }, clock);
  const configuration = `
holdout: 0
messages: { parcel: { channel: webhook, category: transactional, payload: { order: "{{ trigger.order_id }}", to: "{{ person.name }}" } } }
journeys:
  after-order: { trigger: { event: Order Completed }, againAfterDays: 0, holdout: 0, steps: [{ send: parcel, to: "${receiver.url}" }] }
`;
  app = await openMemoryApp({ configuration, channels, clock });
});
afterEach(async () => {
  await app.close();
  for (const channel of channels.values()) await channel.close();
  receiver.close();
});

const order = { type: "track", event: "Order Completed", userId: "ada", properties: { order_id: "o-1" } };

async function buy(): Promise<void> {
  const payload = { batch: [{ type: "identify", userId: "ada", traits: { name: "Ada" } }, order] };
  await app.server.inject({ method: "POST", url: "/v1/batch", headers: basic(writeKey), payload });
  await app.engine.journeys!.settled();
}
const deliveries = async () =>
  (await app.server.inject({ url: "/v1/deliveries?id=ada", headers: basic(secretKey) })).json().deliveries;
const resend = async (id: string, key = secretKey) =>
  app.server.inject({ method: "POST", url: `/v1/deliveries/${id}/resend`, headers: basic(key) });

it("a webhook that failed for good is sent again by hand: the same text, the same idempotency key, one record", async () => {
  receiver.answer(400);
  await buy();
  const [failed] = await deliveries();
  expect(failed).toMatchObject({ outcome: "failed", reason: "answered 400", canResend: true });
  expect(failed).not.toHaveProperty("again");

  receiver.answer(200);
  expect((await resend(failed.deliveryId)).json()).toMatchObject({ deliveryId: failed.deliveryId, channel: "webhook" });
  await app.engine.journeys!.settled();
  const said = { key: failed.deliveryId, body: { order: "o-1", to: "Ada" } };
  expect(receiver.calls).toEqual([said, said]);
  expect(await deliveries()).toMatchObject([{ deliveryId: failed.deliveryId, outcome: "sent" }]);
});

it("what did not fail, what nobody knows and what a write key asks for is refused, and nothing goes out", async () => {
  await buy();
  const [sent] = await deliveries();
  const refused = await resend(sent.deliveryId);
  expect([refused.statusCode, refused.json().error.code]).toEqual([409, "conflict"]);
  expect((await resend("nothing")).statusCode).toBe(404);
  expect((await resend(sent.deliveryId, writeKey)).statusCode).toBe(403);
  await app.engine.journeys!.settled();
  expect(receiver.calls).toHaveLength(1);
});

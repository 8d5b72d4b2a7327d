import { describe, expect, it } from "vitest";
import type { SegmentPayload } from "./segment-payload.ts";
import { simulate } from "./simulate.ts";
import { smallShop } from "./small-shop.suite.ts";
import type { Switches } from "./switches.ts";

const dayMs = 86_400_000;
const shop = smallShop({ count: 800, days: 28 });

function payloadsWith(switches: Switches): SegmentPayload[] {
  return [...simulate({ ...shop, switches })].flatMap((step) => (step.kind === "event" ? [step.payload] : []));
}
const plain = payloadsWith({});
const named = (payloads: SegmentPayload[], event: string) => payloads.filter((payload) => payload.event === event);
const isBot = ({ context }: SegmentPayload) => /bot|Headless/i.test((context.userAgent as string | undefined) ?? "");

describe("switches", () => {
  it("off: no bots, no refunds", () => {
    expect(plain.filter(isBot)).toHaveLength(0);
    expect(named(plain, "Order Refunded")).toHaveLength(0);
  });

  it("bots: crawl at the rate asked for, say so, buy nothing, and change nothing for people", () => {
    const payloads = payloadsWith({ bots: { visitsPerDay: 10 } });
    const visits = new Set(payloads.filter(isBot).map(({ anonymousId }) => anonymousId)).size;
    // Poisson with mean 280; each visit lasts half a minute at most, which the gaps do not count.
    expect(Math.abs(visits - 280)).toBeLessThan(4 * Math.sqrt(280) + 2);
    expect(new Set(payloads.filter(isBot).map(({ event }) => event))).toEqual(new Set(["Product Viewed"]));
    expect(payloads.filter((payload) => !isBot(payload))).toEqual(plain);
  });

  it("refunds: the share asked for comes back, whole and later than its order", () => {
    const payloads = payloadsWith({ refunds: { share: 0.3, meanDays: 1 } });
    const orders = new Map(named(payloads, "Order Completed").map((order) => [order.properties!.order_id, order]));
    const refunds = named(payloads, "Order Refunded");
    expect(payloads.filter(({ event }) => event !== "Order Refunded")).toEqual(plain);
    for (const { properties, timestamp, userId } of refunds) {
      const order = orders.get(properties!.order_id!)!;
      expect(properties!.revenue).toBe(order.properties!.revenue);
      expect(userId).toBe(order.userId);
      expect(timestamp > order.timestamp).toBe(true);
    }
    // Of the orders that had five days' time (five times the mean delay) to come back.
    const until = new Date(shop.startAt + 23 * dayMs).toISOString();
    const early = [...orders.values()].filter(({ timestamp }) => timestamp < until);
    const refunded = new Set(refunds.map(({ properties }) => properties!.order_id));
    const share = early.filter(({ properties }) => refunded.has(properties!.order_id!)).length / early.length;
    expect(Math.abs(share - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / early.length) + 0.3 * Math.exp(-5));
  });

  it("stockOuts: with everything out of stock products are viewed and nothing is put in a cart", () => {
    const payloads = payloadsWith({ stockOuts: { share: 1, days: 7 } });
    expect(named(payloads, "Product Viewed").length).toBeGreaterThan(100);
    expect(named(payloads, "Product Added")).toHaveLength(0);
    expect(named(payloads, "Product Unavailable")).toHaveLength(named(payloads, "Product Viewed").length);
    expect(named(plain, "Product Unavailable")).toHaveLength(0);
  });

  it("stockOuts: with half of it out of stock about half as much is put in carts", () => {
    const adds = (payloads: SegmentPayload[]) => named(payloads, "Product Added").length;
    const ratio = adds(payloadsWith({ stockOuts: { share: 0.5, days: 1 } })) / adds(plain);
    // Attached items fall with the carts they are attached to: somewhat below a half.
    expect(ratio).toBeGreaterThan(0.35);
    expect(ratio).toBeLessThan(0.58);
  });

  it("crossDeviceOrders: carts left behind are taken up on the person's other device within a day", () => {
    const payloads = payloadsWith({ crossDeviceOrders: { share: 1 } });
    const taken = payloads.filter(({ messageId }) => /v\d+x-1$/.test(messageId));
    expect(taken.length).toBeGreaterThan(20);
    const first = new Map(payloads.map((payload) => [payload.messageId, payload]));
    const deviceOf = new Map(
      shop.shoppers.flatMap(({ devices, shopperId }) => devices.map((d) => [d.anonymousId, shopperId])),
    );
    for (const payload of taken) {
      const origin = first.get(payload.messageId.replace("x-1", "-1"))!;
      expect(payload.anonymousId).not.toBe(origin.anonymousId);
      expect(deviceOf.get(payload.anonymousId!)).toBe(deviceOf.get(origin.anonymousId!));
      expect(Date.parse(payload.timestamp) - Date.parse(origin.timestamp)).toBeLessThan(1.1 * dayMs);
    }
    expect(named(payloads, "Order Completed").length).toBeGreaterThan(named(plain, "Order Completed").length);
  });

  it("secondThoughts: who left without a cart comes back to the very thing within two days, on the same device, twice at most", () => {
    const payloads = payloadsWith({ secondThoughts: { share: 1 } });
    const viewed = named(payloads, "Product Viewed");
    const returns = viewed.filter(({ messageId }) => /v\d+r+-\d+$/.test(messageId));
    expect(returns.length).toBeGreaterThan(100);
    const visitOf = (messageId: string) => messageId.replace(/-\d+$/, "");
    const lastLook = new Map(viewed.map((payload) => [visitOf(payload.messageId), payload]));
    for (const payload of returns) {
      const before = lastLook.get(visitOf(payload.messageId).slice(0, -1))!;
      expect(payload.properties!.product_id).toBe(before.properties!.product_id);
      expect(payload.anonymousId).toBe(before.anonymousId);
      expect(Date.parse(payload.timestamp) - Date.parse(before.timestamp)).toBeLessThan(2.1 * dayMs);
    }
    expect(viewed.some(({ messageId }) => /v\d+rr-\d+$/.test(messageId))).toBe(true);
    expect(viewed.some(({ messageId }) => /v\d+rrr-\d+$/.test(messageId))).toBe(false);
    expect(named(plain, "Product Viewed").some(({ messageId }) => /v\d+r-/.test(messageId))).toBe(false);
  });

  it("trafficMix: the segment comes as much more often as asked, from that day on", () => {
    const payloads = payloadsWith({ trafficMix: { fromDay: 14, factors: { loyal: 3, browser: 0 } } });
    const segmentOf = new Map(
      shop.shoppers.flatMap(({ devices, segment }) => devices.map((d) => [d.anonymousId, segment])),
    );
    const changesAt = new Date(shop.startAt + 14 * dayMs).toISOString();
    // Letters bring visits of their own, which a change of habit leaves alone.
    const visits = (segment: string, isLate: boolean) =>
      payloads.filter(
        ({ messageId, anonymousId, timestamp }) =>
          /v\d+-1$/.test(messageId) && segmentOf.get(anonymousId!) === segment && timestamp >= changesAt === isLate,
      ).length;
    const [before, after] = [visits("loyal", false), visits("loyal", true)];
    // Two Poisson counts with the ratio 3, and 1.5 % of growth; the least gap between visits takes some 3 % off the higher rate.
    const ratio = after / before;
    expect(Math.abs(Math.log(ratio / 3))).toBeLessThan(4 * Math.sqrt(1 / before + 1 / after) + 0.05);
    expect(visits("browser", false)).toBeGreaterThan(50);
    expect(visits("browser", true)).toBe(0);
  });
});

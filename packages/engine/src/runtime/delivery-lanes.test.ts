import type { PendingDelivery } from "@attune/model/journey";
import { expect, it } from "vitest";
import { createDeliveryLanes } from "./delivery-lanes.ts";

const delivery = (n: number, over: Partial<PendingDelivery> = {}): PendingDelivery => ({
  deliveryId: `d${n}`,
  profileId: `p${n}`,
  journeyId: "j",
  templateId: "t",
  channel: "email",
  values: {},
  dueAt: 0,
  attempts: 0,
  createdAt: 0,
  ...over,
});
const recorded = { rest: Promise.resolve() };
const many = (from: number, count: number, over: Partial<PendingDelivery>) =>
  Array.from({ length: count }, (_, i) => delivery(from + i, over));

/** A world in which deliveries to a dead host never end until they are let go. */
function world() {
  const sent: string[] = [];
  let release: () => void = () => {};
  const dead = new Promise<void>((resolve) => {
    release = resolve;
  });
  let now = 0;
  const lanes = createDeliveryLanes(
    async ({ deliveryId, to }) => {
      if (to?.includes("dead") === true) await dead;
      sent.push(deliveryId);
      return recorded;
    },
    () => now,
  );
  return { lanes, sent, release, pass: (ms: number) => (now += ms) };
}

it("mail goes out beside webhooks that lead to a dead host; those of a live host, too", async () => {
  const { lanes, sent, release } = world();
  const toDead = many(0, 2_000, { channel: "webhook", to: "https://dead.example/x" });
  const toLive = many(5_000, 50, { channel: "webhook", to: "https://live.example/x" });
  const mails = many(10_000, 700, {});
  expect(lanes.take([...toDead, ...toLive, ...mails])).toEqual({ taken: 1_750, stuck: [] });
  await lanes.settled(1);
  await lanes.settled(1);
  expect(sent).toHaveLength(750);
  expect(lanes.held()).toBe(1_000);
  release();
  await lanes.close();
});

it("what waits behind a full lane that does not move is told after a while, to be put off", () => {
  const { lanes, pass } = world();
  const toDead = many(0, 1_200, { channel: "webhook", to: "https://dead.example/x" });
  expect(lanes.take(toDead)).toMatchObject({ taken: 1_000, stuck: [] });
  pass(4_999);
  expect(lanes.take(toDead).stuck).toEqual([]);
  pass(1);
  expect(lanes.take(toDead).stuck.map(({ deliveryId }) => deliveryId)).toEqual(
    toDead.slice(1_000).map(({ deliveryId }) => deliveryId),
  );
});

it("a person's next message waits for the one before, in whatever channel", async () => {
  const { lanes, sent } = world();
  const first = delivery(1, { profileId: "ada" });
  const second = delivery(2, { profileId: "ada", channel: "in-app" });
  expect(lanes.take([first, second]).taken).toBe(1);
  await lanes.settled(1_000);
  expect(lanes.take([second]).taken).toBe(1);
  await lanes.settled(1_000);
  expect(sent).toEqual(["d1", "d2"]);
});

it("what goes wrong in a lane is told once, and the message can be taken again", async () => {
  let isBroken = true;
  const lanes = createDeliveryLanes(
    async () => {
      if (isBroken) throw new Error("the disk is full");
      return recorded;
    },
    () => 0,
  );
  lanes.take([delivery(1)]);
  await expect(lanes.settled(1_000)).rejects.toThrow("the disk is full");
  isBroken = false;
  expect(lanes.take([delivery(1)]).taken).toBe(1);
  await lanes.settled(1_000);
  await lanes.close();
});

it("what is recorded makes room for the next, while its person still waits for the rest of it", async () => {
  let finish: () => void = () => {};
  const rest = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const sent: string[] = [];
  const lanes = createDeliveryLanes(
    async ({ deliveryId }) => {
      sent.push(deliveryId);
      return { rest };
    },
    () => 0,
  );
  lanes.take(many(0, 300, {}));
  await lanes.settled(50, 0);
  expect(sent).toHaveLength(300);
  expect(lanes.take([delivery(900, { profileId: "p1" })]).taken).toBe(0);
  finish();
  await lanes.settled(1_000);
  expect(lanes.underway().size).toBe(0);
});

import type { JsonObject } from "@attune/model/json";
import type { LogEntry } from "@attune/model/log-entry";
import { describe, expect, it } from "vitest";
import type { PartitionStore } from "../ports/partition-store.ts";
import type { PartitionChange } from "../profile/partitions/partition-view.ts";
import { event } from "../profile/profile-world.suite.ts";
import { createPartitionGroup } from "./partition-group.ts";

const store = { partition: 0, partitions: 2 } as PartitionStore;
const begin = { tick: 4, received: [0, 0], sent: [0, 0], orders: [] };
const seen = (offset: number, receivedAt: number, context: JsonObject): LogEntry =>
  ({ kind: "event", offset, profileId: "ada", event: event(["user_id:u1"], { receivedAt, context }) }) as LogEntry;

describe("a group of a partition's steps", () => {
  it("brings no network details back, whoever read the entry before they went", async () => {
    const group = createPartitionGroup(store, begin);
    group.forgetDetails([seen(1, 100, { page: {} })], 200);
    expect(group.standing()).toMatchObject({ tick: 5, rewrote: 5, detailsBefore: 200 });
    // An order of before, which says no word of who changed the entry last.
    expect(group.writes().rewritten.get(1)).toMatchObject({ order: 0 });
    const [old, young] = [seen(1, 199, { ip: "192.0.2.1", page: {} }), seen(2, 200, { ip: "192.0.2.2" })];
    const rewritten = [old, young].map((entry) => ({ entry, order: 3 }));
    const nothing = { kin: new Map(), gone: new Map(), begun: new Map(), arrived: null, moved: new Map(), wrote: null };
    const change: PartitionChange = { ...nothing, tick: 6, rewritten, letters: [], carriedOut: [] };
    await group.run([], () => change);
    const { rewritten: written, standing } = group.writes();
    expect([...written.values()]).toMatchObject([{ order: 3 }, { order: 3 }]);
    expect([...written.values()].map(({ entry }) => (entry as { event: { context: object } }).event.context)).toEqual([
      { page: {} },
      { ip: "192.0.2.2" },
    ]);
    expect(standing).toMatchObject({ tick: 6, rewrote: 6, detailsBefore: 200 });
  });
});

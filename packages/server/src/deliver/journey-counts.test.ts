import { runKey } from "@attune/engine/ports/journey-store";
import type { Journey, JourneyRun } from "@attune/model/journey";
import { openMemoryStores } from "@attune/store/memory/stores";
import { describe, expect, it } from "vitest";
import { createJourneyCounts } from "./journey-counts.ts";

const journey = { journeyId: "cart" } as Journey;
const runAt = (n: number, position: JourneyRun["position"], end: JourneyRun["end"] = null): JourneyRun => ({
  journeyId: "cart",
  profileId: `p${n}`,
  count: 1,
  enteredAt: 0,
  enteredOffset: n,
  arm: "shown" as JourneyRun["arm"],
  position,
  wait: null,
  values: {},
  notes: [],
  end,
});

async function counting(freshUpTo: number) {
  const stores = await openMemoryStores();
  // Each look at the clock is a tenth of a second after the one before: to count takes 100 ms.
  let now = 1_000;
  const clock = () => (now += 100);
  let asked = 0;
  let onPage = () => {};
  const store = () => {
    asked += 1;
    return {
      ...stores.journeys,
      async runsOf(...question: Parameters<typeof stores.journeys.runsOf>) {
        const runs = await stores.journeys.runsOf(...question);
        // The next page is asked for when this one was counted.
        if (question[1] !== null) onPage();
        return runs;
      },
    };
  };
  const counts = createJourneyCounts({ store, clock, freshUpTo });
  return {
    enter: (n: number, ...rest: [JourneyRun["position"], JourneyRun["end"]?]) =>
      stores.journeys.commit({ runs: new Map([[runKey("cart", `p${n}`), runAt(n, ...rest)]]) }),
    people: async () => (await counts([journey])).counts.get("cart")!.people,
    cart: async () => (await counts([journey])).counts.get("cart"),
    others: async () => (await counts([journey, { journeyId: "other" } as Journey])).counts.get("other"),
    pass: (ms: number) => {
      now += ms;
    },
    asked: () => asked,
    /** Resolves when the first page of runs has been counted. */
    pageRead: () =>
      new Promise<void>((resolve) => {
        onPage = resolve;
      }),
  };
}

describe("createJourneyCounts", () => {
  it("tells who is at which step, and how it ended for the others", async () => {
    const { enter, cart } = await counting(100);
    await enter(1, [0]);
    await enter(2, [1, "yes", 0] as unknown as JourneyRun["position"]);
    await enter(3, [0]);
    await enter(4, [1], { at: 5, why: "bought" });
    expect(await cart()).toEqual({ people: 4, active: { "0": 2, "1.yes.0": 1 }, waiting: 0, ended: { bought: 1 } });
  });

  it("few are counted anew for every question", async () => {
    const { enter, people } = await counting(3);
    await enter(1, [0]);
    expect(await people()).toBe(1);
    await enter(2, [0]);
    expect(await people()).toBe(2);
  });

  it("many are counted once in twenty times as long as it took", async () => {
    const { enter, people, pass } = await counting(1);
    await enter(1, [0]);
    await enter(2, [0]);
    expect(await people()).toBe(2);
    await enter(3, [0]);
    pass(1_700);
    expect(await people()).toBe(2);
    pass(300);
    expect(await people()).toBe(3);
  });

  it("who asks while many are being counted shares the answer; another journey is never missing", async () => {
    const { enter, people, others, pass, asked } = await counting(1);
    await enter(1, [0]);
    await enter(2, [0]);
    await people();
    pass(10_000);
    const before = asked();
    expect(await Promise.all([people(), people(), people()])).toEqual([2, 2, 2]);
    // One look at what waits, one at the runs.
    expect(asked() - before).toBe(2);
    expect(await others()).toEqual({ people: 0, active: {}, waiting: 0, ended: {} });
  });

  it("who asks while the first count has come upon many shares it: a page that is opened twice costs one count", async () => {
    const { enter, people, asked, pageRead } = await counting(20);
    for (let n = 0; n < 60; n++) await enter(n, [0]);
    const before = asked();
    const first = people();
    await pageRead();
    expect(await Promise.all([first, people(), people()])).toEqual([60, 60, 60]);
    // One look at what waits, one at the runs.
    expect(asked() - before).toBe(2);
  });
});

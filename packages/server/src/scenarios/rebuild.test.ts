import type { Stores } from "@attune/engine/ports/stores";
import { openMemoryStores } from "@attune/store/memory/stores";
import { describe, expect, it } from "vitest";
import { openScenario } from "./open-scenario.ts";

/** Stores whose state refuses the first commit after its projections were cleared for the first time. */
function failingReplay(stores: Stores): Stores {
  const { state } = stores;
  let clearings = 0;
  let fails = false;
  return {
    ...stores,
    state: {
      ...state,
      rebuild: (fill) =>
        state.rebuild(async () => {
          clearings += 1;
          fails = clearings === 1;
          await fill();
        }),
      async commit(writes) {
        if (fails) {
          fails = false;
          throw new Error("cut off in the middle");
        }
        await state.commit(writes);
      },
    },
  };
}

describe("a replay that meets trouble", () => {
  it("is tried again; meanwhile reads are refused, and events wait until the state is whole", async () => {
    const { engine, send } = await openScenario({ stores: failingReplay(openMemoryStores()) });
    await send({ type: "identify", messageId: "1", anonymousId: "web", userId: "u" });
    await send({ type: "identify", messageId: "2", anonymousId: "phone", userId: "u" });
    const before = await engine.findProfile({ namespace: "user_id", value: "u" });

    const replayed = engine.replay(() => {}, new AbortController().signal);
    const late = send({ type: "page", messageId: "3", anonymousId: "phone" });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await expect(engine.decide({ userId: "u", placements: [] })).rejects.toMatchObject({ code: "overloaded" });
    await expect(engine.findProfile({ namespace: "user_id", value: "u" })).rejects.toMatchObject({
      code: "overloaded",
    });

    await replayed;
    await late;
    const after = await engine.findProfile({ namespace: "anonymous_id", value: "phone" });
    expect(after?.profileId).toBe(before?.profileId);
    expect(after?.eventCount).toBe(3);
    await engine.close();
  });

  it("that was asked for and taken back before it began changes nothing", async () => {
    const { engine, send } = await openScenario();
    await send({ type: "page", messageId: "1", anonymousId: "web" });
    await expect(engine.replay(() => {}, AbortSignal.abort())).rejects.toThrow();
    expect((await engine.findProfile({ namespace: "anonymous_id", value: "web" }))?.eventCount).toBe(1);
    await engine.close();
  });
});

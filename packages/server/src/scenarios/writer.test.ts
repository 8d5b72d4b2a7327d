import type { LiveState } from "@attune/engine/ports/live-state";
import type { FoldInput } from "@attune/engine/profile/fold-group";
import { createWriter } from "@attune/engine/runtime/writer";
import { createRng } from "@attune/math/rng";
import { AttuneError, hasCode } from "@attune/model/errors";
import type { Event } from "@attune/model/event";
import { openMemoryStores } from "@attune/store/memory/stores";
import { describe, expect, it } from "vitest";

const settings = { salt: "salt", timeZone: "UTC" };

function input(messageId: string, ...identifiers: Array<[namespace: string, value: string]>): FoldInput {
  const event: Event = {
    messageId,
    type: "track",
    name: "X",
    at: 1_000,
    receivedAt: 1_000,
    source: "http",
    identifiers: identifiers.map(([namespace, value]) => ({ namespace, value })),
    actor: "person",
    channel: "web",
    items: [],
    properties: {},
    traits: {},
    context: {},
  };
  return { kind: "event", event, messageKey: messageId, keepSeenUntil: Number.POSITIVE_INFINITY };
}

/** A state whose commits take a turn, and of which some fail as on a full disk. */
function unreliable(state: LiveState, failing: () => boolean): LiveState {
  return {
    ...state,
    async commit(writes) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (failing()) throw new AttuneError("storage-full", "no room, says the test");
      await state.commit(writes);
    },
  };
}

async function submitUntilKept(submit: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await submit();
      return;
    } catch (error) {
      if (!hasCode(error, "storage-full")) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
}

describe("createWriter", () => {
  it("a group sees the group before it while that is still being written", async () => {
    const { log, state } = openMemoryStores();
    const writer = createWriter(
      unreliable(state, () => false),
      settings,
      { waitingInputs: 1_000 },
    );
    const first = writer.submit([input("1", ["anonymous_id", "a"], ["user_id", "u"])]);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    const second = writer.submit([input("1", ["anonymous_id", "a"]), input("2", ["anonymous_id", "a"])]);
    expect((await first).map(({ kind }) => kind)).toEqual(["kept"]);
    expect((await second).map(({ kind }) => kind)).toEqual(["duplicate", "kept"]);
    const owners = (await log.read(1, 10)).map((entry) => ("profileId" in entry ? entry.profileId : null));
    expect(new Set(owners).size).toBe(1);
    expect((await state.profile(owners[0]!))?.eventCount).toBe(2);
    await writer.close();
  });

  it("with commits that fail at random and clients that try again, every event is there once and profiles count them", async () => {
    const { log, state } = openMemoryStores();
    const rng = createRng(5);
    const writer = createWriter(
      unreliable(state, () => rng.uniform() < 0.3),
      settings,
      { waitingInputs: 100_000 },
    );
    const submissions = Array.from({ length: 300 }, (_, i) => {
      const person = rng.integer(20);
      return [
        input(`m${i}`, ["anonymous_id", `a${person}`]),
        input(`n${i}`, ["anonymous_id", `a${rng.integer(20)}`], ["user_id", `u${person}`]),
      ];
    });
    await Promise.all(
      submissions.map(async (inputs) => {
        await new Promise((resolve) => setTimeout(resolve, rng.integer(40)));
        await submitUntilKept(() => writer.submit(inputs));
      }),
    );
    const entries = await log.read(1, 10_000);
    expect(entries.map(({ offset }) => offset)).toEqual(entries.map((_, i) => i + 1));
    const messages = entries.flatMap((entry) => (entry.kind === "event" ? [entry.event.messageId] : []));
    expect(new Set(messages).size).toBe(600);
    expect(messages).toHaveLength(600);
    let counted = 0;
    for (const profileId of await state.profileIds(null, 1_000))
      counted += (await state.profile(profileId))?.eventCount ?? 0;
    expect(counted).toBe(600);
    await writer.close();
  });

  it("exclusively(work) runs after what was submitted before it is on disk, and before what comes later", async () => {
    const { log, state } = openMemoryStores();
    const writer = createWriter(
      unreliable(state, () => false),
      settings,
      { waitingInputs: 1_000 },
    );
    const before = writer.submit([input("1", ["user_id", "u"])]);
    const head = writer.exclusively(() => log.head());
    const after = writer.submit([input("2", ["user_id", "u"])]);
    expect(await head).toBe(1);
    await Promise.all([before, after]);
    expect(await log.head()).toBe(2);
    await writer.close();
  });

  it("submit() refuses with overloaded what exceeds the room, unless nothing waits, and with stopping after close", async () => {
    const { state } = openMemoryStores();
    const writer = createWriter(state, settings, { waitingInputs: 1 });
    const two = [input("1", ["user_id", "u"]), input("2", ["user_id", "u"])];
    const first = writer.submit(two);
    await expect(writer.submit([input("3", ["user_id", "u"])])).rejects.toMatchObject({ code: "overloaded" });
    expect(writer.waiting()).toBe(2);
    expect(await first).toHaveLength(2);
    expect(writer.waiting()).toBe(0);
    await writer.close();
    await expect(writer.submit([two[0]!])).rejects.toMatchObject({ code: "stopping" });
  });
});

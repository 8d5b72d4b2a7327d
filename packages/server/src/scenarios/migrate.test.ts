import { openMemoryStores } from "@attune/store/memory/stores";
import { describe, expect, it } from "vitest";
import { migrateStores } from "../migrate/migrate-stores.ts";
import { addBesides, contentsOf, live } from "./moved-shop.suite.ts";
import { openScenario } from "./open-scenario.ts";
import { storeKinds } from "./store-kinds.ts";

/** How much a store holds in memory makes no difference here. */
const kinds = storeKinds.slice(0, 2);

describe.each(kinds)("a move to other stores and back (%s)", (_kind, open) => {
  const options = (now: number) => ({ timeZone: "UTC", now, onStep: () => {} });

  it("brings everything over, again after more has happened, and back", async () => {
    const old = openMemoryStores();
    const now = await live(old, 0);
    await addBesides(old);
    const other = await open();
    const first = await migrateStores(old, other, options(now));
    expect(first).toMatchObject({ entries: await old.log.head(), rewritten: 0, quarantined: 1, suppressions: 1 });
    expect(await contentsOf(other)).toEqual(await contentsOf(old));

    // Done again, it changes nothing.
    expect(await migrateStores(old, other, options(now))).toMatchObject({ added: 0, rewritten: 0 });
    expect(await contentsOf(other)).toEqual(await contentsOf(old));

    // The old side lived on: more events, and a person who was erased with entries that had moved already.
    const later = await live(old, 30);
    const scenario = await openScenario({ stores: old });
    const erased = await old.state.find(["user_id:u-1"]);
    await scenario.engine.erase(erased!, "a test");
    await scenario.engine.close();
    const second = await migrateStores(old, other, options(later));
    expect(second.rewritten).toBeGreaterThan(0);
    expect(second.added).toBe((await old.log.head()) - first.entries);
    expect(await contentsOf(other)).toEqual(await contentsOf(old));

    const back = openMemoryStores();
    await migrateStores(other, back, options(later));
    expect(await contentsOf(back)).toEqual(await contentsOf(old));

    // Cut short when the entries of another had changed, and people had not.
    const again = await openScenario({ stores: old });
    await again.engine.erase((await old.state.find(["user_id:u-2"]))!, "a test");
    await again.engine.close();
    const onStep = (what: string) => {
      if (what === "entries compared") throw new Error("cut short");
    };
    await expect(migrateStores(old, back, { ...options(later), onStep })).rejects.toThrow("cut short");
    await migrateStores(old, back, options(later));
    expect(await contentsOf(back)).toEqual(await contentsOf(old));
    await other.close();
  });

  it("is refused where the new side holds another log", async () => {
    const [old, another, stores] = [openMemoryStores(), openMemoryStores(), await open()];
    await live(old, 0);
    await live(another, 40);
    await migrateStores(another, stores, options(0));
    await expect(migrateStores(old, stores, options(0))).rejects.toMatchObject({ code: "conflict" });
    await stores.close();
  });
});

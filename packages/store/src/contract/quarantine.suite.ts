import { writeSet } from "@attune/model/write-set";
import { describe, expect, it } from "vitest";
import { sampleQuarantined } from "./sample-writes.ts";
import { type OpenStores, withStores } from "./with-stores.ts";

/** What every `Quarantine` must do. */
export function describeQuarantine(open: OpenStores): void {
  describe("quarantine", () => {
    const stores = withStores(open);

    it("lists newest first, page by page", async () => {
      const quarantined = [1, 2, 3, 4, 10].map((id) => sampleQuarantined(id));
      await stores().state.commit(writeSet({ quarantined }));
      const ids = async (before: number | null, limit: number) =>
        (await stores().quarantine.list(before, limit)).map(({ quarantineId }) => quarantineId);
      expect(await ids(null, 2)).toEqual([10, 4]);
      expect(await ids(4, 2)).toEqual([3, 2]);
      expect(await ids(2, 9)).toEqual([1]);
      expect(await ids(1, 9)).toEqual([]);
      expect(await ids(null, 0)).toEqual([]);
    });

    it("gives events back whole", async () => {
      const odd = sampleQuarantined(7, {
        payload: '{"broken": ',
        code: "invalid-json",
        type: "track",
        path: "batch[2]",
      });
      await stores().state.commit(writeSet({ quarantined: [odd] }));
      expect(await stores().quarantine.get(7)).toEqual(odd);
      expect(await stores().quarantine.get(8)).toBeUndefined();
    });

    it("counts by code what is there, and only that", async () => {
      expect(await stores().quarantine.countByCode()).toEqual({});
      await stores().state.commit(
        writeSet({
          quarantined: [sampleQuarantined(1), sampleQuarantined(2), sampleQuarantined(3, { code: "bad-currency" })],
        }),
      );
      expect(await stores().quarantine.countByCode()).toEqual({ "bad-timestamp": 2, "bad-currency": 1 });
      await stores().state.commit(writeSet({ released: [3, 1, 1, 99] }));
      expect(await stores().quarantine.countByCode()).toEqual({ "bad-timestamp": 1 });
      expect(await stores().quarantine.get(1)).toBeUndefined();
    });

    it("never gives an id twice, not even that of a released event", async () => {
      await stores().state.commit(writeSet({ quarantined: [sampleQuarantined(1), sampleQuarantined(2)] }));
      await stores().state.commit(writeSet({ released: [2] }));
      expect((await stores().state.load([], [])).nextQuarantineId).toBe(3);
    });
  });
}

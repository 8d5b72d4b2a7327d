import { writeSet } from "@attune/model/write-set";
import { describe, expect, it } from "vitest";
import { sampleProfile } from "./sample-writes.ts";
import { type OpenStores, withStores } from "./with-stores.ts";

const score = (value: number, computedAt = 10) => ({ value, modelVersion: "m 1", computedAt });

/** What every `ScoreStore` must do. */
export function describeScoreStore(open: OpenStores): void {
  describe("score store", () => {
    const stores = withStores(open);

    async function withPeople(...profileIds: string[]) {
      const profiles = new Map(profileIds.map((id) => [id, sampleProfile(id)]));
      await stores().state.commit(writeSet({ profiles }));
      return stores();
    }

    it("keeps a person's scores by name, and replaces them by name", async () => {
      const { scores } = await withPeople("p", "q");
      expect(await scores.of("p")).toEqual({});
      await scores.put([
        ["p", { churn: score(0.5), value: score(7) }],
        ["q", { churn: score(0.25) }],
      ]);
      await scores.put([["p", { churn: score(0.75, 20) }]]);
      expect(await scores.of("p")).toEqual({ churn: score(0.75, 20), value: score(7) });
      expect(await scores.of("q")).toEqual({ churn: score(0.25) });
    });

    it("leaves out who has no profile", async () => {
      const { scores } = await withPeople("p");
      await scores.put([
        ["nobody", { churn: score(1) }],
        ["p", { churn: score(0) }],
      ]);
      expect(await scores.of("nobody")).toEqual({});
      expect(await scores.of("p")).toEqual({ churn: score(0) });
    });

    it("forgets the scores with the profile, so that a later profile of that id has none", async () => {
      const { scores, state } = await withPeople("p", "q");
      await scores.put([
        ["p", { churn: score(1) }],
        ["q", { churn: score(2) }],
      ]);
      await state.commit(writeSet({ profiles: new Map([["p", null]]) }));
      expect(await scores.of("p")).toEqual({});
      await withPeople("p");
      expect(await scores.of("p")).toEqual({});
      expect(await scores.of("q")).toEqual({ churn: score(2) });
    });

    it("keeps the scores of those whom a rebuild brings back", async () => {
      const { scores, state } = await withPeople("p");
      await scores.put([["p", { churn: score(1) }]]);
      await state.rebuild(() => state.commit(writeSet({ profiles: new Map([["p", sampleProfile("p")]]) })));
      expect(await scores.of("p")).toEqual({ churn: score(1) });
    });

    it("forgets what is older by name, of however many people", async () => {
      const people = Array.from({ length: 2_500 }, (_, n) => `p${n}`);
      const { scores } = await withPeople(...people);
      await scores.put(
        people.map((id, n) => [id, { churn: score(n, n % 2 === 0 ? 10 : 20), other: score(1, 10) }] as const),
      );
      expect(await scores.forgetOlder(["churn", "never"], 20)).toBe(1_250);
      expect(await scores.of("p0")).toEqual({ other: score(1, 10) });
      expect(await scores.of("p2499")).toEqual({ churn: score(2_499, 20), other: score(1, 10) });
      expect(await scores.forgetOlder(["churn", "other"], 21)).toBe(3_750);
      expect(await scores.of("p2499")).toEqual({});
    });
  });
}

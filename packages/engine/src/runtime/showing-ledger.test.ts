import type { DecisionRecord } from "@attune/model/decision";
import { emptyProfile } from "@attune/model/empty-profile";
import { describe, expect, it } from "vitest";
import type { FoldResult } from "../profile/fold-group.ts";
import { createShowingLedger } from "./showing-ledger.ts";

const identifiers = [{ namespace: "anonymous_id", value: "browser" }];

function recordOf(decisionId: string): DecisionRecord {
  const opportunity = { placementId: "hero", tacticId: "sale", variantId: "default", propensity: 1 } as const;
  return { decisionId, at: 5, identifiers, opportunities: [{ ...opportunity, arm: "exposed", countsIn: "web" }] };
}

/** A record that is being written: `land` says that the log keeps it there; `lose` that it could not be written. */
function writing() {
  let land = (_: number) => {};
  let lose = () => {};
  const written = new Promise<readonly FoldResult[]>((resolve, reject) => {
    land = (offset) => resolve([{ kind: "kept", offset, profileId: "p" }]);
    lose = () => reject(new Error("the disk is gone"));
  });
  return { written, land, lose };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const knownUntil = (lastOffset: number) => ({ ...emptyProfile("p"), lastOffset });

describe("what was decided on and is not in a profile yet", () => {
  it("counts for who decides before the record has landed", () => {
    const ledger = createShowingLedger(() => 0);
    ledger.reserve(recordOf("d1"), "p", writing().written);
    expect(ledger.missingFrom(undefined, "p", identifiers).showings).toHaveLength(1);
    expect(ledger.missingFrom(undefined, "of-another-name", identifiers).showings).toHaveLength(1);
    expect(ledger.missingFrom(undefined, "q", [{ namespace: "anonymous_id", value: "other" }]).showings).toEqual([]);
  });

  it("counts for who read the profile before the record landed, and not for who read it after", async () => {
    const ledger = createShowingLedger(() => 0);
    const { written, land } = writing();
    ledger.reserve(recordOf("d1"), "p", written);
    const earlier = ledger.enter();
    land(7);
    await turn();
    expect(ledger.missingFrom(knownUntil(6), "p", identifiers).showings).toHaveLength(1);
    expect(ledger.missingFrom(knownUntil(7), "p", identifiers).showings).toEqual([]);
    ledger.leave(ledger.enter());
    expect(ledger.missingFrom(knownUntil(6), "p", identifiers).showings).toHaveLength(1);
    ledger.leave(earlier);
    expect(ledger.missingFrom(knownUntil(6), "p", identifiers).showings).toEqual([]);
  });

  it("counts for a day where the record was lost", async () => {
    let now = 0;
    const ledger = createShowingLedger(() => now);
    const { written, lose } = writing();
    ledger.reserve(recordOf("d1"), "p", written);
    lose();
    await turn();
    ledger.leave(ledger.enter());
    const another = () => ledger.reserve({ ...recordOf("d2"), identifiers: [] }, "q", writing().written);
    now = 24 * 3_600_000 - 1;
    another();
    expect(ledger.missingFrom(undefined, "p", identifiers).showings).toHaveLength(1);
    now += 1;
    another();
    expect(ledger.missingFrom(undefined, "p", identifiers).showings).toEqual([]);
  });
});

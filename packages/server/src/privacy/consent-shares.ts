import type { Engine } from "@attune/engine/runtime/engine";
import { newcombeInterval } from "@attune/measure/experiment/proportion-difference";
import { chiSquareTest } from "@attune/measure/experiment/two-proportion";
import { isUndetermined } from "@attune/model/undetermined";

interface Arm {
  people: number;
  refused: number;
}

/** How many of each side of a tactic took their consent back, and whether the sides differ: then the comparison is of different people. */
export interface ConsentShare {
  tacticId: string;
  shown: Arm;
  heldOut: Arm;
  /** Refused among those shown minus refused among those held out, with its 95 % interval. Null: a side is empty. */
  difference: { estimate: number; interval: [number, number]; pValue: number | null } | null;
  told: string;
}

const alarmBelow = 0.001;
const pageSize = 500;

/** Reads everybody; people whose two arms met in a merge are left out. */
export async function consentShares(
  engine: Engine,
  signal: AbortSignal,
  onProgress: (done: number, total: number | null) => void,
) {
  const { state } = engine.stores;
  const tactics = new Map(
    engine.playbook.tactics.map(({ tacticId }) => [tacticId, { shown: noArm(), heldOut: noArm() }]),
  );
  const all = { people: 0, granted: 0, refused: 0, silent: 0 };
  const total = await state.profileCount();
  for (let after: string | null = null; ; ) {
    signal.throwIfAborted();
    const ids: string[] = await state.profileIds(after, pageSize);
    for (const id of ids) {
      const profile = await state.profile(id);
      if (profile === undefined) continue;
      const said = profile.consent.personalization?.value;
      all.people += 1;
      all[said === undefined ? "silent" : said ? "granted" : "refused"] += 1;
      for (const { tacticId, arm, crossover } of Object.values(profile.exposures)) {
        const sides = tactics.get(tacticId);
        if (sides === undefined || crossover || arm === "contextual") continue;
        const side = arm === "exposed" ? sides.shown : sides.heldOut;
        side.people += 1;
        if (said === false) side.refused += 1;
      }
    }
    onProgress(all.people, total);
    if (ids.length < pageSize) break;
    after = ids.at(-1)!;
  }
  return {
    schema: "attune.privacy.consent/1" as const,
    personalization: all,
    tactics: [...tactics].map(([tacticId, sides]): ConsentShare => ({ tacticId, ...sides, ...compared(sides) })),
  };
}

const noArm = (): Arm => ({ people: 0, refused: 0 });

function compared({ shown, heldOut }: { shown: Arm; heldOut: Arm }): Pick<ConsentShare, "difference" | "told"> {
  if (shown.people === 0 || heldOut.people === 0)
    return { difference: null, told: "Nobody is on one of the sides: there is nothing to compare." };
  const sideOf = ({ people, refused }: Arm) => ({ n: people, successes: refused });
  const [treated, control] = [sideOf(shown), sideOf(heldOut)];
  const test = chiSquareTest(treated, control);
  const pValue = isUndetermined(test) ? null : test.pValue;
  const estimate = shown.refused / shown.people - heldOut.refused / heldOut.people;
  const differs = pValue !== null && pValue < alarmBelow;
  return {
    difference: { estimate, interval: newcombeInterval(treated, control), pValue },
    told: differs
      ? "The sides took their consent back in different shares: what follows their refusal is missing on one side more than on the other."
      : "No sign that the sides differ in who took their consent back.",
  };
}

import type { DecisionRecord } from "@attune/model/decision";
import { identifierKey } from "@attune/model/identity";
import type { Promises, SettledPromise } from "../ports/promises.ts";
import type { FoldResult } from "../profile/fold-group.ts";
import { isPromised } from "./promise-first.ts";
import type { Writer } from "./writer.ts";

/** A decision that was given by another node than the one that writes, as it comes to the latter. */
export interface DecisionElsewhere {
  decision: DecisionRecord;
  /** Under which it was promised. */
  profileId: string;
  /** Offers that it gave for the first time. */
  offerIds: string[];
}

/** Longer than such a record is sent again. */
const rememberedMs = 24 * 3_600_000;

/** Takes in what other nodes decided, each once, however often it comes. Resolves when it is on disk. */
export function createDecisionRecorder(
  writer: Pick<Writer, "submit">,
  promises: Pick<Promises, "settle"> | undefined,
  clock: () => number,
) {
  return async function recordDecisions(made: readonly DecisionElsewhere[]): Promise<void> {
    const keepSeenUntil = clock() + rememberedMs;
    const results = await writer.submit(
      made.map(({ decision }) => ({
        kind: "decision",
        decision,
        once: { messageKey: `decision:${decision.decisionId}`, keepSeenUntil },
      })),
    );
    const settled = made.flatMap((one, index) => (isPromised(one.decision) ? settledBy(one, results[index]) : []));
    if (settled.length > 0) await promises?.settle(settled);
  };
}

/** @param result of its record; absent: nobody was shown it */
export function settledBy(
  { decision: { decisionId, identifiers }, profileId, offerIds }: DecisionElsewhere,
  result: FoldResult | undefined,
): SettledPromise {
  const identifierKeys = identifiers.map(identifierKey);
  return { decisionId, profileId, identifierKeys, offerIds, offset: result?.kind === "kept" ? result.offset : null };
}

import type { PlacementDecision } from "@attune/model/decision";
import { type RefCallback, useCallback, useEffect, useState } from "react";
import type { Attune } from "./browser/attune.ts";
import type { Decisions } from "./browser/decide-within.ts";

/** A placement in a React component. */
export interface DecisionState {
  /** `waiting` until the answer or the limit; on the server always. Draw the default, hidden, meanwhile: `visibility: hidden` keeps its room. */
  state: "waiting" | Decisions["outcome"];
  /** Undefined: draw the default. */
  decision: PlacementDecision | undefined;
  /** For the element that shows it: tells when it was seen, and each click in it. */
  ref: RefCallback<HTMLElement>;
}

interface Answer {
  attune: Attune | null;
  placementId: string;
  decisions: Decisions;
}

/** Decides a placement once for each client and placement; components that come up together ask in one request. @param attune null until the page has made its client */
export function useDecision(attune: Attune | null, placementId: string): DecisionState {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const isPresent = answer !== null && answer.attune === attune && answer.placementId === placementId;
  const decisions = isPresent ? answer.decisions : undefined;
  const decision = decisions?.placements[placementId];
  const decisionId = decisions?.decisionId ?? null;

  useEffect(() => {
    if (attune === null) return;
    let isGone = false;
    void attune.decideOne(placementId).then((found) => {
      if (!isGone) setAnswer({ attune, placementId, decisions: found });
    });
    return () => {
      isGone = true;
    };
  }, [attune, placementId]);

  const ref = useCallback(
    (element: HTMLElement | null) => {
      if (attune === null || element === null || decision === undefined) return;
      return attune.expose(element, placementId, decision, decisionId);
    },
    [attune, placementId, decision, decisionId],
  );
  return { state: decisions?.outcome ?? "waiting", decision, ref };
}

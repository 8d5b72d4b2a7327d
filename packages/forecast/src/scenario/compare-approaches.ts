import type { ApproachComparison, ScenarioResult } from "@attune/model/scenario-report";
import { approachTemplates } from "./approach-templates.ts";
import { distributionOf, shareOf } from "./distribution.ts";
import type { Outcomes } from "./outcomes.ts";
import type { Program } from "./program.ts";

/** The same gain at the cost of each other approach, and which of them to take. */
export function compareApproaches(program: Program, outcomes: Outcomes): ScenarioResult["approaches"] {
  const worth = program.approaches.map((_, k) => outcomes.gain.map((gain, i) => gain - outcomes.approachSpent[k]![i]!));
  const best = outcomes.gain.map((_, i) => {
    let first = 0;
    for (let k = 1; k < worth.length; k++) if (worth[k]![i]! > worth[first]![i]!) first = k;
    return first;
  });
  const rows = program.approaches.map(({ id }, k): ApproachComparison => {
    const template = approachTemplates[id];
    const firstYearNet = outcomes.firstYearNet.map(
      (net, i) => net + outcomes.firstYearSpent[i]! - outcomes.approachFirstYear[k]![i]!,
    );
    return {
      id,
      name: template?.name ?? id,
      fits: template?.fits ?? "As the file states it.",
      totalCost: distributionOf(outcomes.approachCost[k]!),
      npv: distributionOf(worth[k]!),
      probabilityOfLoss: shareOf(worth[k]!, (npv) => npv < 0),
      probabilityBest: shareOf(best, (index) => index === k),
      paysWithinYear: shareOf(firstYearNet, (net) => net >= 0),
    };
  });
  return { rows, advice: adviceOf(rows) };
}

function adviceOf(rows: readonly ApproachComparison[]): string {
  const [first, second] = rows.toSorted((x, y) => y.npv.p50 - x.npv.p50);
  if (first === undefined) return "There is no other approach to compare with.";
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  if (first.npv.p50 < 0) {
    return `None of the approaches earns its cost in the middle of the draws; ${first.name} loses least, with a chance of loss of ${percent(first.probabilityOfLoss)}.`;
  }
  const close = second !== undefined && first.probabilityBest < 0.7;
  const rival = close ? ` ${second.name} is close: let what each fits decide.` : "";
  return `${first.name}: best in ${percent(first.probabilityBest)} of the draws, with a chance of loss of ${percent(first.probabilityOfLoss)}. ${first.fits}${rival}`;
}

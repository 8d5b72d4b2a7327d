import type { JsonObject } from "@attune/model/json";
import type { ExperimentResult, GrowthbookContext, GrowthbookExperiment } from "./definitions.ts";
import { experimentPrerequisitesMet } from "./evaluate-feature.ts";
import { runExperiment } from "./run-experiment.ts";
import { withQueryOf } from "./url-targeting.ts";

export interface Redirect {
  result: ExperimentResult;
  /** As the variation names it. */
  urlRedirect: string;
  /** Where to go: with the present address's parameters, where the experiment keeps them. */
  urlWithParams: string;
}

/** The first experiment that sends the person to another address; at most one does. Null where none. */
export function chooseRedirect(
  experiments: readonly GrowthbookExperiment[],
  context: GrowthbookContext,
): Redirect | null {
  for (const experiment of experiments) {
    const result = runExperiment(experiment, context, null, (asked) => experimentPrerequisitesMet(asked, context));
    const urlRedirect = (result.value as JsonObject | null)?.urlRedirect;
    if (!result.inExperiment || typeof urlRedirect !== "string") continue;
    const urlWithParams =
      experiment.persistQueryString === true ? withQueryOf(context.url ?? "", urlRedirect) : urlRedirect;
    return { result, urlRedirect, urlWithParams };
  }
  return null;
}

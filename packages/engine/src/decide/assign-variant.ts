import type { Opportunity } from "@attune/model/decision";
import type { Profile, RememberedAssignment } from "@attune/model/profile";
import { assignVariant, isInExperiment, placeOf } from "@attune/rules/assignment";
import type { PersonView } from "@attune/rules/person-view";
import type { RunningExperiment, ServedBandit, TacticVariants } from "./arrange-variants.ts";
import { policyContext } from "./policy-context.ts";

/** Whose variant is asked for. */
export interface VariantPerson {
  bucketingKey: string;
  profile: Profile | undefined;
  view: PersonView;
  now: number;
}

/**
 * Gives an exposed person the variant of the tactic that is theirs, and writes it, its experiment and its probability into the opportunity.
 * Who was in the experiment before keeps the variant, whatever became of ramp and weights; a bandit's draw is kept for its window.
 */
export function giveVariant(opportunity: Opportunity, variants: TacticVariants, person: VariantPerson): void {
  const { experiment, plain } = variants;
  opportunity.variantId = plain;
  if (experiment === undefined) return;
  const { experimentId } = experiment.allocation;
  const remembered = rememberedOf(person.profile, experimentId);
  if (experiment.bandit === undefined) giveFixed(opportunity, experiment, remembered, person);
  else giveDrawn(opportunity, experiment, experiment.bandit, remembered, person);
}

function giveFixed(
  opportunity: Opportunity,
  { allocation, entering, weights }: RunningExperiment,
  remembered: RememberedAssignment | undefined,
  { bucketingKey }: VariantPerson,
): void {
  const weight = remembered === undefined ? undefined : weights.get(remembered.variantId);
  if (remembered !== undefined && weight !== undefined) {
    opportunity.variantId = remembered.variantId;
    opportunity.experimentId = allocation.experimentId;
    opportunity.propensity *= entering * weight;
    return;
  }
  const assigned = assignVariant(allocation, bucketingKey);
  if (assigned === null) {
    opportunity.propensity *= 1 - entering;
    return;
  }
  opportunity.variantId = assigned.variantId;
  opportunity.experimentId = allocation.experimentId;
  opportunity.propensity *= assigned.propensity;
}

function giveDrawn(
  opportunity: Opportunity,
  { allocation, entering, weights }: RunningExperiment,
  { windowMs, context, probabilities, byContext }: ServedBandit,
  remembered: RememberedAssignment | undefined,
  { bucketingKey, view, now }: VariantPerson,
): void {
  if (remembered === undefined && !isInExperiment(allocation, bucketingKey)) {
    opportunity.propensity *= 1 - entering;
    return;
  }
  opportunity.experimentId = allocation.experimentId;
  const drawnAt = remembered?.drawnAt;
  if (remembered !== undefined && drawnAt !== undefined && weights.has(remembered.lastVariantId)) {
    if (now >= drawnAt && now < drawnAt + windowMs) {
      opportunity.variantId = remembered.lastVariantId;
      opportunity.propensity = remembered.propensity ?? opportunity.propensity;
      opportunity.draw = { at: drawnAt, probabilities: [] };
      return;
    }
  }
  const key = policyContext(context, view);
  const chances = byContext.get(key) ?? probabilities;
  // The same person, at the same draw, gets the same from two requests at once.
  const place = placeOf(`bandit/${allocation.experimentId}/${drawnAt ?? 0}`, bucketingKey);
  const drawn = drawnOf(chances, place);
  opportunity.variantId = allocation.variants[drawn]!.variantId;
  opportunity.propensity *= entering * chances[drawn]!;
  opportunity.draw = { at: now, probabilities: chances };
  if (context.length > 0) opportunity.draw.context = key;
}

/** The index at a place in [0, 1) of chances that sum to one; what rounding leaves over goes to the last with any. */
function drawnOf(chances: readonly number[], place: number): number {
  let below = 0;
  let last = 0;
  for (let i = 0; i < chances.length; i++) {
    if (chances[i]! <= 0) continue;
    last = i;
    below += chances[i]!;
    if (place < below) return i;
  }
  return last;
}

function rememberedOf(profile: Profile | undefined, experimentId: string): RememberedAssignment | undefined {
  const { assignments } = profile ?? {};
  return assignments !== undefined && Object.hasOwn(assignments, experimentId) ? assignments[experimentId] : undefined;
}

import type { Effect, Lift } from "@attune/model/report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import type { LifetimeEffectAnswer } from "./lifetime-effect-study.ts";

/**
 * What personalization did to lifetime value, the model's error in the interval. From the store it is the answer of `attune forecast effect`: of people, buyers or
 * not, from their first opportunity on, causal where chance assigned the arms. From a file it compares customers by what each paid ever and is predicted to: causal
 * only if treatment did not change who became one.
 */
export type Personalization =
  | ({ population: "people" } & LifetimeEffectAnswer)
  | { population: "customers"; effect: Effect | Undetermined; lift: Lift | Undetermined }
  | Undetermined;

/** What personalization did to what people, or customers, are worth, in a sentence that says which of the two it compares. */
export function personalizationText(personalization: Personalization): string {
  if (isUndetermined(personalization)) return personalization.undetermined.reason;
  const { population, effect, lift } = personalization;
  const each =
    population === "people"
      ? `worth per person since the first opportunity, treated less held out (as \`attune forecast effect\`, ${personalization.horizonDays} days ahead by ${personalization.model})`
      : "worth per customer, treated less held out (customers only: whether personalization made people buy at all is not in it)";
  if (isUndetermined(effect)) return `${each}: ${effect.undetermined.reason}`;
  const relative = isUndetermined(lift) ? "" : `; lift ${number(100 * lift.estimate)} %`;
  return `${each}: ${number(effect.estimate)} (95 %: ${effect.interval.map(number).join(" to ")})${relative}`;
}

function number(value: number): string {
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(4)));
}

import { isUndetermined } from "@attune/model/undetermined";
import type { CohortAnswer } from "./cohort-study.ts";

/** What personalization did to what people, or customers, are worth, in a sentence that says which of the two it compares. */
export function personalizationText(personalization: CohortAnswer["personalization"]): string {
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

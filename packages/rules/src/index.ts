export { inGlobalHoldout, inTacticHoldout, placeOf } from "./assignment.ts";
export type { PersonView, Verdict } from "./evaluate-condition.ts";
export { evaluateCondition } from "./evaluate-condition.ts";
export { parseCondition } from "./parse-condition.ts";

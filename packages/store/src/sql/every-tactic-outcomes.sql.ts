import type { NamedQuery } from "./named-query.ts";
import { outcomesBySubject } from "./outcomes-by-arm.ts";

const windows = "CAST({windowsMs:Array(String)}, 'Array(String)')";
const tactics = "CAST({tacticIds:Array(String)}, 'Array(String)')";

/** Outcomes of many tactics in one pass, as `tactic-outcomes` gives them of one; `windowsMs` (decimal) beside `tacticIds`. A row names its tactic as `subject`. */
export const everyTacticOutcomes: NamedQuery = {
  parameters: { tacticIds: "Array(String)", windowsMs: "Array(String)", nowMs: "Int64" },
  text: outcomesBySubject({
    subject: `toUInt16(indexOf(${tactics}, toString(tacticId)))`,
    subjectName: `arrayElement(${tactics}, valued.subject)`,
    arms: ["exposed", "tactic-holdout"],
    isSecond: "arm = 'tactic-holdout'",
    condition: `has(${tactics}, toString(tacticId)) AND arm IN ('exposed', 'tactic-holdout')`,
    windowMs: `toInt64OrZero(arrayElement(${windows}, subject))`,
  }),
};

import { describe, expect, it } from "vitest";
import facts from "../../../spec/cases/facts.cases.json" with { type: "json" };
import sequences from "../../../spec/cases/sequences.cases.json" with { type: "json" };
import { type CasePerson, viewOfCase } from "./case-person.suite.ts";
import { evaluateCondition } from "./evaluate-condition.ts";
import { parseCondition } from "./parse-condition.ts";

const answers = { yes: true, no: false, open: "undetermined" };

describe.each([facts, sequences])("the cases of spec/", ({ evaluations }) => {
  it.each(evaluations.map((c) => [c.name, c] as const))("%s", (_name, { condition, person, answer }) => {
    const parsed = parseCondition(condition, "when");
    if (!parsed.ok) throw new Error(`${parsed.path}: ${parsed.message}`);
    // What is read is what is written: definitions are stored and read again.
    expect(parsed.condition).toEqual(condition);
    const { holds, isUndetermined } = evaluateCondition(parsed.condition, viewOfCase(person as unknown as CasePerson));
    expect(isUndetermined ? answers.open : holds ? answers.yes : answers.no).toBe(answer);
  });
});

describe("Verdict.because", () => {
  const because = (condition: unknown, person: CasePerson) => {
    const parsed = parseCondition(condition, "when");
    if (!parsed.ok) throw new Error(parsed.message);
    return evaluateCondition(parsed.condition, viewOfCase(person)).because();
  };

  it("names the clause that decided, with what it found", () => {
    expect(because({ any: [{ segment: "vip" }, { visitor: "new" }] }, {})).toBe("visitor is new");
    expect(
      because(
        { all: [{ visitor: "new" }, { sum: "gross", atLeast: 10 }] },
        { commerce: { gross: 5, refunds: 0, firstOrder: 0, lastOrder: 0 } },
      ),
    ).toBe("gross is 5");
    expect(because({ daysSince: "Order Completed", atLeast: 60 }, {})).toBe("Order Completed never happened");
    expect(
      because(
        {
          sequence: [
            { event: "A", atLeast: 2, withinDays: 3 },
            { event: "B", atMost: 0, withinHours: 5 },
          ],
        },
        {},
      ),
    ).toBe("sequence 2 × A in 3 days, then no B in 5 hours did not happen");
  });

  it("says what is not known, and how far it is known", () => {
    expect(because({ segment: "vip" }, {})).toBe("undetermined: membership in vip is not known");
    expect(
      because({ score: "churn", atLeast: 0.5, maxAgeDays: 1 }, { now: 48, scores: { churn: { value: 0.9, at: 0 } } }),
    ).toBe("undetermined: score churn is 0.9, older than 1 days");
    expect(because({ event: "Brewed Coffee", atLeast: 2 }, { otherEvents: 3 })).toBe(
      "undetermined: Brewed Coffee 0 to 3 times",
    );
  });
});

import { clauseReaders } from "@attune/rules/clause-readers";
import { parseCondition } from "@attune/rules/parse-condition";
import { expect, test } from "vitest";
import { clauseForms, formOf, operatorOf, operators, typedValue } from "./clause-forms.ts";

test("what every form begins with is a condition of the language, and the form shows all of it", () => {
  for (const { head, blank } of clauseForms.filter(({ head: name }) => name !== "segment")) {
    const parsed = parseCondition(blank, "when");
    expect({ head, parsed: parsed.ok ? "ok" : parsed.message }).toEqual({ head, parsed: "ok" });
    if (parsed.ok) expect(formOf(parsed.condition)?.head).toBe(head);
  }
});

test("every operator is one of the language's", () => {
  const values = {
    text: "a",
    number: 1,
    list: ["a", "b"],
    value: "a",
    none: true,
    choice: "a",
    event: "a",
    segment: "a",
    flag: true,
  };
  for (const { name, kind } of operators) {
    expect({ name, ok: parseCondition({ trait: "plan", [name]: values[kind] }, "when").ok }).toEqual({
      name,
      ok: true,
    });
  }
});

test("every kind of clause of the language has a form", () => {
  expect(clauseForms.map(({ head }) => head).sort()).toEqual(Object.keys(clauseReaders).sort());
});

test("a clause that says more than its form shows is left to the text", () => {
  expect(formOf({ touched: "view", sameItem: true, atLeast: 3 })?.head).toBe("touched");
  expect(formOf({ touched: "view", colour: "red" } as never)).toBeUndefined();
});

test("that something is known, and that it is not, are two ways to compare", () => {
  expect(operatorOf({ trait: "email", exists: true })?.label).toBe("is known");
  expect(operatorOf({ trait: "email", exists: false })?.label).toBe("is not known");
});

test("what is typed becomes what is meant", () => {
  expect(typedValue("number", "3")).toBe(3);
  expect(typedValue("number", "three")).toBeUndefined();
  expect(typedValue("list", "Tea, Coffee")).toEqual(["Tea", "Coffee"]);
  expect(typedValue("list", "Tea")).toBe("Tea");
  expect(typedValue("value", "true")).toBe(true);
  expect(typedValue("text", " ")).toBeUndefined();
});

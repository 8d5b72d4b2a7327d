import { readFileSync } from "node:fs";
import { clauseReaders } from "@attune/rules/clause-readers";
import { parseCondition } from "@attune/rules/parse-condition";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const page = readFileSync(new URL("../../../../docs/reference/conditions.md", import.meta.url), "utf8");
const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1]!);

describe("docs/reference/conditions.md", () => {
  it.each(examples)("an example is read as it is written: %s", (example) => {
    const written = parse(example) as unknown;
    expect(parseCondition(written, "when")).toEqual({ ok: true, condition: written });
  });

  it.each(["all", "any", "not", ...Object.keys(clauseReaders)])("shows an example of %s", (head) => {
    expect(examples.some((example) => new RegExp(`(^|[\\s{])${head}:`).test(example))).toBe(true);
  });
});

import { expect, test } from "vitest";
import { formatCsv } from "./csv.ts";

test("rows end with CRLF; commas, quotes and line breaks are quoted", () => {
  expect(
    formatCsv([
      ["name", "size"],
      ['Tea, "green"', 3],
      ["two\nlines", null],
    ]),
  ).toBe('name,size\r\n"Tea, ""green""",3\r\n"two\nlines",\r\n');
});

test("text from outside does not become a formula; numbers below zero stay numbers", () => {
  expect(formatCsv([["=HYPERLINK(1)", -2, "-x"]])).toBe("'=HYPERLINK(1),-2,'-x\r\n");
});

import { InvalidArgumentError } from "commander";
import { expect, test } from "vitest";
import { UsageError } from "../usage-error.ts";
import { fromFiles, share } from "./purchase-options.ts";

test("a margin is a share: 40 for 40 % would make every value a hundredfold", () => {
  expect(share("0.4")).toBe(0.4);
  expect(share("1")).toBe(1);
  for (const text of ["40", "1.01", "0", "-0.1", "40%", "", "NaN"])
    expect(() => share(text)).toThrow(InvalidArgumentError);
});

test("what a file made impossible names the file, and reads as a sentence", () => {
  const thrown = (message: string) => () =>
    fromFiles(["a.csv"], () => {
      throw Object.assign(new Error(message), { code: "bad-request" });
    });
  expect(thrown("line 3: no date")).toThrow(new UsageError("a.csv, line 3: no date"));
  expect(thrown("There is no column x.")).toThrow(new UsageError("a.csv: There is no column x."));
});

import { expect, test } from "vitest";
import { humanize, plural } from "./words.ts";

test("machine names of every spelling read as a sentence", () => {
  expect(humanize("revenue-per-visitor")).toBe("Revenue per visitor");
  expect(humanize("averageOrderValue")).toBe("Average order value");
  expect(humanize("user_id")).toBe("User id");
  expect(humanize("e-mail-open-rate")).toBe("E-mail open rate");
  expect(humanize("cart-add-ons")).toBe("Cart add-ons");
  expect(humanize("")).toBe("");
});

test("one is one, everything else is many", () => {
  expect(plural(1, "person", "people")).toBe("person");
  expect(plural(0, "event")).toBe("events");
});

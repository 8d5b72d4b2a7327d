import { describe, expect, it } from "vitest";
import { createScrub } from "./scrub.ts";

describe("createScrub", () => {
  it("takes a distinctive value out wherever it occurs, in any case, and from names", () => {
    const scrub = createScrub(["ada@example.com"]);
    expect(scrub({ note: "mail ADA@example.com today", "ada@example.com": [1] })).toEqual({
      note: "mail (erased) today",
      "(erased)": [1],
    });
  });

  it("takes a short value out only where it stands by itself", () => {
    const scrub = createScrub(["12345"]);
    expect(scrub({ a: "12345", b: "order A-9912345-7" })).toEqual({ a: "(erased)", b: "order A-9912345-7" });
  });

  it("takes a number out where it is an identifier, and leaves amounts and counts that equal it by chance", () => {
    const scrub = createScrub(["12"]);
    expect(scrub({ user_id: 12, customer: { id: 12 }, quantity: 12, revenue: 12 })).toEqual({
      user_id: "(erased)",
      customer: { id: "(erased)" },
      quantity: 12,
      revenue: 12,
    });
  });

  it("takes a phone number out however its digits are set apart", () => {
    const scrub = createScrub(["+447700900999"]);
    for (const written of ["+44 7700 900999", "+44 (7700) 900-999", "447700900999"])
      expect(scrub(`tel ${written}!`)).toBe("tel (erased)!");
    expect(scrub("1447700900999")).toBe("1447700900999");
  });

  it("gives the same object back where there is nothing to take out", () => {
    const json = { a: ["b", { c: 1 }] };
    expect(createScrub(["nobody@example.com"])(json)).toBe(json);
  });
});

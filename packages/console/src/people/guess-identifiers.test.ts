import { expect, test } from "vitest";
import { guessIdentifiers } from "./guess-identifiers.ts";

const first = (pasted: string) => guessIdentifiers(pasted)[0];

test("an address is tried as e-mail first, in lower case, and then as everything else", () => {
  expect(first(" Ada@Example.com ")).toEqual({ namespace: "email", value: "ada@example.com" });
  expect(guessIdentifiers("ada@example.com")).toHaveLength(7);
});

test("a namespace that is named is taken at its word", () => {
  expect(first("anonymous_id:5f0c")).toEqual({ namespace: "anonymous_id", value: "5f0c" });
  expect(first("crm_id:a:b")).toEqual({ namespace: "crm_id", value: "a:b" });
});

test("digits look like a phone number, anything else like a user id", () => {
  expect(first("+44 20 7946 0958")?.namespace).toBe("phone");
  expect(first("12345")?.namespace).toBe("user_id");
  expect(first("u-42")?.namespace).toBe("user_id");
});

test("nothing pasted is nothing to look for", () => {
  expect(guessIdentifiers("  ")).toEqual([]);
});

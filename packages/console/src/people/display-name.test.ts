import { expect, test } from "vitest";
import { displayName } from "./display-name.ts";

const at = { first: 0, last: 0 };
const email = { namespace: "email", value: "ada@example.com", ...at };
const anonymous = { namespace: "anonymous_id", value: "a1", ...at };

test("the name that was given comes first, whole or in parts", () => {
  expect(displayName({ traits: { name: "Ada Lovelace" }, identities: [email], profileId: "p" })).toBe("Ada Lovelace");
  expect(displayName({ traits: { firstName: "Ada", lastName: "L." }, identities: [], profileId: "p" })).toBe("Ada L.");
});

test("without a name an e-mail address is better than an anonymous id, and that better than our own id", () => {
  expect(displayName({ traits: {}, identities: [anonymous, email], profileId: "p" })).toBe("ada@example.com");
  expect(displayName({ traits: {}, identities: [anonymous], profileId: "p" })).toBe("a1");
  expect(displayName({ traits: {}, identities: [], profileId: "p" })).toBe("p");
});

test("a name that is not text is no name", () => {
  expect(displayName({ traits: { name: 7 }, identities: [email], profileId: "p" })).toBe("ada@example.com");
});

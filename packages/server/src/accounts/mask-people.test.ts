import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { maskPeople } from "./mask-people.ts";

const pseudonymOf = (value: string) => createHash("sha256").update(value).digest("hex").slice(0, 6);
const masked = (answer: unknown) => maskPeople(answer as never, pseudonymOf);

test("identifiers become pseudonyms, the same everywhere; e-mail addresses and numbers their outline", () => {
  expect(
    masked({
      profileId: "p1",
      identities: [
        { namespace: "user_id", value: "ada-17" },
        { namespace: "email", value: "ada@example.com" },
        { namespace: "phone", value: "+4915112345678" },
      ],
      events: [
        { identifiers: ["user_id:ada-17", "profile_id:p1"], name: "Visit", told: "seen as ada-17, +49 151 123 456 78" },
      ],
    }),
  ).toEqual({
    profileId: "p1",
    identities: [
      { namespace: "user_id", value: `~${pseudonymOf("ada-17")}` },
      { namespace: "email", value: "a•••@e•••.com" },
      { namespace: "phone", value: "•••78" },
    ],
    events: [
      {
        identifiers: [`user_id:~${pseudonymOf("ada-17")}`, "profile_id:p1"],
        name: "Visit",
        told: `seen as ~${pseudonymOf("ada-17")}, •••78`,
      },
    ],
  });
});

test("fields that tell go by their name, at any depth; what was bought, numbers and plain traits stay", () => {
  const answer = masked({
    traits: {
      first_name: "Ada",
      name: "Ada L.",
      plan: "gold",
      address: { street: "Main 1" },
      zip: 12345,
      email: "ada@x.de",
    },
    properties: { name: "Blue lamp", order_id: "o1", total: 10, billing: { postalCode: "D-1", city: "Berlin" } },
  }) as Record<string, Record<string, unknown>>;
  expect(answer.traits).toMatchObject({ plan: "gold", address: "masked", zip: "masked" });
  expect(JSON.stringify(answer)).not.toMatch(/Ada|Main 1|12345|ada@|D-1/);
  expect(answer.properties).toMatchObject({
    name: "Blue lamp",
    order_id: "o1",
    total: 10,
    billing: { city: "Berlin" },
  });
});

test("a value that names somebody in one place is masked in every other, as part of a text too", () => {
  expect(masked({ traits: { lastName: "Lovelace" }, reason: "Mail to Lovelace bounced." })).toEqual({
    traits: { lastName: `~${pseudonymOf("Lovelace")}` },
    reason: `Mail to ~${pseudonymOf("Lovelace")} bounced.`,
  });
});

test("an address of a page gives no e-mail address away", () => {
  expect(masked({ url: "/bye?email=ada%40example.com&x=1" })).toEqual({ url: "/•••@e•••.com&x=1" });
});

test("what was received and not understood keeps its structure alone", () => {
  expect(
    masked({
      code: "bad-time",
      payload: { type: "track", who: ["Ada", 7], timestamp: "yesterday" },
      bytesBase64: "QWRh",
    }),
  ).toEqual({
    code: "bad-time",
    payload: { type: "track", who: ["•••", 0], timestamp: "yesterday" },
    bytesBase64: "•••",
  });
});

test("no e-mail address survives, wherever in an answer it stands", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), fc.emailAddress(), fc.string(), (value, email, before) => {
      fc.pre(!email.includes("•"));
      const answer = { a: value, list: [{ note: `${before} ${email} and more` }], x: email } as never;
      expect(JSON.stringify(maskPeople(answer, pseudonymOf))).not.toContain(email);
    }),
    { numRuns: 100 },
  );
});

import { expect, test } from "vitest";
import { entryAt, idsIn } from "../decide/with-entry.ts";
import { firstTactic } from "./first-tactic.ts";

const asked = { placementId: "home-hero", headline: "New here?", visitor: "new" } as const;

test("an empty playbook gets the placement and a tactic that holds people out", () => {
  const text = firstTactic("", asked);
  expect(idsIn(text, "placements")).toEqual(["home-hero"]);
  expect(entryAt(text, ["tactics", "welcome-new"])).toMatchObject({
    placement: "home-hero",
    when: { visitor: "new" },
    content: { headline: "New here?" },
    holdout: 0.1,
  });
});

test("a placement that is there stays as it is", () => {
  const text = "placements: { home-hero: { title: Banner } }\n";
  expect(entryAt(firstTactic(text, asked), ["placements", "home-hero"])).toEqual({ title: "Banner" });
});

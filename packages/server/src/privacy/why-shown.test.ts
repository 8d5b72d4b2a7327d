import { expect, test } from "vitest";
import { whyOf } from "./why-shown.ts";

const opportunity = { placementId: "row", variantId: "like", arm: "exposed", propensity: 0.5 } as const;
const playbook = {
  tactics: [
    {
      tacticId: "picks",
      name: "Picks",
      placementId: "row",
      content: {},
      items: { from: "popular", limit: 8 },
      variants: [{ variantId: "plain" }, { variantId: "like", items: { from: "similar-items", limit: 8 } }],
    },
  ],
  journeys: [{ journeyId: "carts", name: "Carts left behind" }],
} as unknown as Parameters<typeof whyOf>[1]["playbook"];

test("the list that is told is the variant's own, and that popular products may stand in for it", () => {
  expect(whyOf({ ...opportunity, tacticId: "picks" }, { playbook }).reasons).toEqual([
    "It is shown to everyone here.",
    "The products resemble the one you looked at.",
    "Where too little is known for that, popular products stand in.",
  ]);
  expect(whyOf({ ...opportunity, tacticId: "picks", variantId: "plain" }, { playbook }).reasons).toEqual([
    "It is shown to everyone here.",
    "The products are those most bought lately by everyone.",
  ]);
});

test("a journey is no campaign that has ended: whoever came into it began it, or gets nothing of it", () => {
  expect(whyOf({ ...opportunity, tacticId: "carts" }, { playbook })).toMatchObject({
    what: "Carts left behind",
    reasons: ["What you did started this series of messages."],
  });
  expect(whyOf({ ...opportunity, tacticId: "carts", arm: "tactic-holdout" }, { playbook }).reasons).toEqual([
    "You are in a comparison group: you get none of these messages, so that we can tell what they change.",
  ]);
});

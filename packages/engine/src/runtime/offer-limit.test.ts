import { emptyProfile } from "@attune/model/empty-profile";
import type { Event } from "@attune/model/event";
import type { Offer } from "@attune/model/offer";
import type { Profile } from "@attune/model/profile";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { offerStanding, redeemsPromise } from "../decide/offer-standing.ts";
import { mergeProfiles } from "../profile/merge-profiles.ts";
import { draftOf } from "../profile/profile-draft.ts";
import { applyDecision, applyEvent, finishDraft } from "../profile/profile-state.ts";

const dayMs = 86_400_000;
const begin = Date.parse("2026-05-03T10:00:00Z");

function offerFor(perPerson: number): Offer {
  return { offerId: "five", name: "Five", discount: { amountMicros: 5 }, code: "five", validMs: 7 * dayMs, perPerson };
}

function orderAt(at: number, code: string): Event {
  return {
    messageId: `${at}`,
    type: "track",
    name: "Order Completed",
    at,
    receivedAt: at,
    source: "http",
    identifiers: [{ namespace: "user_id", value: "u" }],
    actor: "person",
    channel: "web",
    items: [],
    properties: { coupon: code },
    traits: {},
    context: {},
  };
}

/** Of every order its hours after the start, and whether it names the code. */
const orders = fc.array(fc.record({ hour: fc.integer({ min: 0, max: 300 }), names: fc.boolean() }), { maxLength: 12 });

/** Orders as they happened, some known to one profile and some to another until both turn out to be one person. */
function profileOf(list: ReadonlyArray<{ hour: number; names: boolean }>, isSplit: boolean): Profile {
  const drafts = [draftOf(emptyProfile("a"), "UTC"), draftOf(emptyProfile("b"), "UTC")];
  const opportunity = { placementId: "p", tacticId: "t", variantId: "v", arm: "exposed", propensity: 1 } as const;
  const decision = {
    decisionId: "d",
    at: begin,
    identifiers: [],
    opportunities: [{ ...opportunity, offerId: "five" }],
  };
  applyDecision(drafts[0]!, decision as never, { at: begin, offset: 1 });
  list.forEach(({ hour, names }, i) => {
    const at = begin + hour * 3_600_000;
    applyEvent(drafts[isSplit ? i % 2 : 0]!, orderAt(at, names ? "FIVE" : "other"), { at, offset: i + 2 }, "UTC");
  });
  const [a, b] = drafts.map((draft) => finishDraft(draft, "UTC")) as [Profile, Profile];
  return isSplit ? mergeProfiles(b, a, "UTC") : a;
}

describe("an offer with a limit for each person", () => {
  it("is open as long as fewer orders in time named its code than it allows, whichever profile they came to", () => {
    fc.assert(
      fc.property(orders, fc.integer({ min: 1, max: 4 }), fc.boolean(), (list, perPerson, isSplit) => {
        const offer = offerFor(perPerson);
        const profile = profileOf(list, isSplit);
        const inTime = list.filter(({ hour, names }) => names && hour < 7 * 24).length;
        const now = begin + 3 * dayMs;
        const standing = offerStanding(offer, profile, [], now);
        expect(standing?.state).toBe(inTime >= perPerson ? "redeemed" : "open");
        expect(standing?.redemptionsLeft).toBe(perPerson === 1 ? undefined : Math.max(0, perPerson - inTime));
        const redeeming = list.filter(({ hour }, i) =>
          redeemsPromise(offer, profile, { at: begin + hour * 3_600_000, offset: i + 2 }),
        );
        expect(redeeming).toHaveLength(Math.min(perPerson, inTime));
      }),
      { numRuns: 200 },
    );
  });

  it("says of somebody who used the code more often than is remembered that nothing is left, and frees no promise for it", () => {
    const profile = profileOf(
      Array.from({ length: 25 }, (_, hour) => ({ hour, names: true })),
      false,
    );
    expect(offerStanding(offerFor(20), profile, [], begin)).toMatchObject({ state: "redeemed", redemptionsLeft: 0 });
    expect(redeemsPromise(offerFor(20), profile, { at: begin + 24 * 3_600_000, offset: 26 })).toBe(false);
  });
});

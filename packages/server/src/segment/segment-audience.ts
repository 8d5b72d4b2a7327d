import { createHash } from "node:crypto";
import type { Engine } from "@attune/engine/runtime/engine";
import { latest } from "@attune/engine/runtime/names-of-person";
import type { Profile } from "@attune/model/profile";
import { segmentNamed } from "./segment-report.ts";

export interface AudienceRequest {
  segmentId: string;
  /** `email`, `phone`, `user_id`, …: what the other side knows people by. */
  namespace: string;
  /** SHA-256 of the identifier, as ad platforms take it: e-mail in small letters, phone numbers as digits. */
  hashed: boolean;
  /** People who ordered within so many days are left out: nobody wants to see what they just bought. */
  withoutBoughtDays: number;
  after: string | null;
  limit: number;
}

export interface AudiencePage {
  people: Array<{ identifier: string; since: number }>;
  /** Members of this page that are not in it, and why. */
  leftOut: { noConsent: number; noIdentifier: number; boughtLately: number };
  next: string | null;
}

const dayMs = 86_400_000;

/** One page of a segment's people for another system. Only who consented to marketing leaves the house. */
export async function segmentAudience(engine: Engine, request: AudienceRequest, now: number): Promise<AudiencePage> {
  const { segmentId, after, limit } = request;
  segmentNamed(engine, segmentId);
  const members = await engine.stores.memberships.membersOf(segmentId, after, limit);
  const page: AudiencePage = {
    people: [],
    leftOut: { noConsent: 0, noIdentifier: 0, boughtLately: 0 },
    next: members.length < limit ? null : members.at(-1)!.profileId,
  };
  for (const { profileId, since } of members) {
    const profile = await engine.stores.state.profile(profileId);
    if (profile === undefined) continue;
    const identifier = latest(profile, request.namespace);
    if (profile.consent.marketing?.value !== true || profile.traits.do_not_contact?.value === true)
      page.leftOut.noConsent += 1;
    else if (identifier === undefined) page.leftOut.noIdentifier += 1;
    else if (boughtWithin(profile, request.withoutBoughtDays, now)) page.leftOut.boughtLately += 1;
    else page.people.push({ identifier: request.hashed ? sha256(identifier) : identifier, since });
  }
  return page;
}

function boughtWithin({ commerce: { lastOrderAt } }: Profile, days: number, now: number): boolean {
  return lastOrderAt !== null && days > 0 && lastOrderAt > now - days * dayMs;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

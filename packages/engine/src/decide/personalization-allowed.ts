import type { Event } from "@attune/model/event";
import type { Profile } from "@attune/model/profile";

/**
 * Whether a decision may know the person. A refusal on either side refuses: a page that claims consent does not undo what the person
 * said before; their next event that grants it does. Where nobody said anything, nothing is refused.
 *
 * @param stated what the request itself says (`readConsent`).
 * @param stored what the person said last.
 */
export function personalizationAllowed(stated: Event["consent"], stored: Profile["consent"] | undefined): boolean {
  return stated?.personalization !== false && stored?.personalization?.value !== false;
}

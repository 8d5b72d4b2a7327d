import type { Event } from "@attune/model/event";
import type { Profile } from "@attune/model/profile";

/**
 * Whether a decision may know the person. A refusal on either side refuses: a page that claims consent does not undo what the person
 * said before; their next event that grants it does. Where nobody said anything, nothing is refused, unless a yes is needed.
 *
 * @param stated what the request itself says (`readConsent`).
 * @param stored what the person said last.
 * @param needsYes personalization is among the purposes that are asked for first.
 */
export function personalizationAllowed(
  stated: Event["consent"],
  stored: Profile["consent"] | undefined,
  needsYes: boolean,
): boolean {
  const [now, before] = [stated?.personalization, stored?.personalization?.value];
  if (now === false || before === false) return false;
  return !needsYes || now === true || before === true;
}

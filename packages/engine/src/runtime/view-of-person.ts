import type { Profile } from "@attune/model/profile";
import type { Scores } from "@attune/model/score";
import type { Calendar } from "@attune/rules/calendar";
import type { MovableView } from "@attune/rules/person-view";
import { personView, scoreLookup } from "../decide/person-view.ts";
import type { SensitiveItems } from "../decide/sensitive-items.ts";
import { usableProfile } from "../decide/usable-profile.ts";

/** What a view of a person is made with. */
export interface ViewMaking {
  calendar: Calendar;
  /** Null where no categories are sensitive. */
  sensitive: SensitiveItems | null;
}

/** A person as segments see them at a moment: without a request around them, and as far as what they did may be used. */
export function viewOfPerson(whole: Profile, scores: Scores, at: number, making: ViewMaking): MovableView {
  const { calendar, sensitive } = making;
  const profile = usableProfile(whole, sensitive, calendar.dayOf);
  const surroundings = { context: {}, now: at, today: calendar.dayOf(at), profileId: profile.profileId, calendar };
  return Object.assign(personView(profile, { ...surroundings, score: scoreLookup(scores) }), { now: at, calendar });
}

import type { Profile } from "@attune/model/profile";
import type { Scores } from "@attune/model/score";
import type { Calendar } from "@attune/rules/calendar";
import type { MovableView } from "@attune/rules/person-view";
import { personView, scoreLookup } from "../decide/person-view.ts";

/** A person as segments see them at a moment: without a request around them. */
export function viewOfPerson(profile: Profile, scores: Scores, at: number, calendar: Calendar): MovableView {
  const surroundings = { context: {}, now: at, today: calendar.dayOf(at), profileId: profile.profileId, calendar };
  return Object.assign(personView(profile, { ...surroundings, score: scoreLookup(scores) }), { now: at, calendar });
}

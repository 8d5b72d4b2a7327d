import type { Profile } from "@attune/model/profile";
import { type Calendar, createCalendar } from "@attune/rules/calendar";

const known = new Map<string, Calendar>();
/** There are some 600 zones; a trait may say anything. */
const mostKnown = 700;

/** The calendar of the person's own time zone, from the trait `timezone`; that of the business where it is not known or is none. */
export function personalTime({ traits }: Profile, ofBusiness: Calendar): Calendar {
  const zone = Object.hasOwn(traits, "timezone") ? traits.timezone?.value : undefined;
  if (typeof zone !== "string" || zone.length > 60) return ofBusiness;
  const found = known.get(zone);
  if (found !== undefined) return found;
  const calendar = calendarOf(zone) ?? ofBusiness;
  if (known.size < mostKnown) known.set(zone, calendar);
  return calendar;
}

function calendarOf(zone: string): Calendar | null {
  try {
    return createCalendar(zone);
  } catch {
    return null;
  }
}

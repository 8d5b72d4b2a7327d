/** Purchases of a month relative to an average one, January to December; their mean is taken as 1. */
export type Season = readonly number[];

/** The time up to the end of a day, in days of an average month's pace. Only differences mean something. */
export type Clock = (day: number) => number;

/** Time as the calendar has it. */
export const steadyClock: Clock = (day) => day;

const dayMs = 86_400_000;

/**
 * A clock that goes faster while more is bought. Customers whose rate of purchases rises and falls with the season are, by this clock, customers of a
 * steady rate (a time change makes a Poisson process of varying rate one of rate 1), so that every model of purchases in continuous time holds as it is.
 * Days outside of `fromDay` to `toDay` are an error. O(days) once, then O(1).
 */
export function seasonClock(season: Season, fromDay: number, toDay: number): Clock {
  const mean = season.reduce((sum, factor) => sum + factor, 0) / season.length;
  const upTo = new Float64Array(toDay - fromDay + 1);
  for (let i = 1; i < upTo.length; i++) {
    const month = new Date((fromDay + i) * dayMs).getUTCMonth();
    upTo[i] = upTo[i - 1]! + season[month]! / mean;
  }
  return (day) => {
    const time = upTo[day - fromDay];
    if (time === undefined) throw new RangeError(`day ${day} lies outside of ${fromDay} to ${toDay}`);
    return time;
  };
}

import type { Weekday } from "@attune/model/condition";

const names: readonly Weekday[] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** Whether a minute of the day lies in "18:00-23:00": from the first, before the second; over midnight where the second is not later. */
export function minuteInTime(minute: number, time: string): boolean {
  const [from, until] = [minuteAt(time, 0), minuteAt(time, 6)];
  return from < until ? minute >= from && minute < until : minute >= from || minute < until;
}

/** The minute of the day that stands at a position of "18:00-23:00". */
export function minuteAt(time: string, position: number): number {
  const digit = (i: number) => time.charCodeAt(position + i) - 48;
  return digit(0) * 600 + digit(1) * 60 + digit(3) * 10 + digit(4);
}

/** Whether a day, counted since 1970 (a Thursday), is one of the weekdays. */
export function dayIsOn(day: number, wanted: Weekday | readonly Weekday[]): boolean {
  const name = names[(((day + 4) % 7) + 7) % 7]!;
  return typeof wanted === "string" ? name === wanted : wanted.includes(name);
}

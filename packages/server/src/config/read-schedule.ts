import { playbookFault } from "./playbook-fault.ts";
import { readTime } from "./read-time.ts";

/** From when until when something holds; epoch milliseconds. Refuses an end that is not after the beginning. */
export function readSchedule(
  entry: { from?: string; until?: string },
  path: string,
): { startsAt?: number; endsAt?: number } {
  const schedule: { startsAt?: number; endsAt?: number } = {};
  if (entry.from !== undefined) schedule.startsAt = readTime(entry.from, `${path}.from`);
  if (entry.until !== undefined) schedule.endsAt = readTime(entry.until, `${path}.until`);
  if (schedule.startsAt !== undefined && schedule.endsAt !== undefined && schedule.endsAt <= schedule.startsAt) {
    throw playbookFault(`${path}.until`, "is not after `from`");
  }
  return schedule;
}

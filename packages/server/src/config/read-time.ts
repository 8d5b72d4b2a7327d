import { playbookFault } from "./playbook-fault.ts";

const written = /^(\d{4})-(\d\d)-(\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i;

/** A time that names its zone, or a day or time that is taken as UTC. Epoch milliseconds. Refuses days that no calendar has. */
export function readTime(text: string, path: string): number {
  const [, year, month, day, zone] = written.exec(text) ?? [];
  const isWholeDay = text.length === 10;
  const at = Date.parse(isWholeDay || zone !== undefined ? text.replace(" ", "T") : `${text.replace(" ", "T")}Z`);
  if (day === undefined || Number.isNaN(at))
    throw playbookFault(path, `${JSON.stringify(text)} is not a time; an example: 2026-11-27T00:00:00Z`);
  const daysOfMonth = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(day) > daysOfMonth)
    throw playbookFault(
      path,
      `${JSON.stringify(text)} is a day that does not exist: month ${month} has ${daysOfMonth}`,
    );
  return at;
}

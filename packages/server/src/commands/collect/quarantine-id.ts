import { UsageError } from "../usage-error.ts";

/** The id of a quarantined event, as the list shows it. */
export function parseQuarantineId(text: string): number {
  const id = Number(text);
  if (!Number.isInteger(id) || id < 1) throw new UsageError(`${text} is not an id of a quarantined event`);
  return id;
}

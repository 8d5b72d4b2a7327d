import { playbookFault } from "./playbook-fault.ts";

/** A time that names its zone, or a day or time that is taken as UTC. Epoch milliseconds. */
export function readTime(text: string, path: string): number {
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/i.test(text);
  const at = Date.parse(hasZone || /^\d{4}-\d\d-\d\d$/.test(text) ? text : `${text.replace(" ", "T")}Z`);
  if (!Number.isNaN(at)) return at;
  throw playbookFault(path, `${JSON.stringify(text)} is not a time; an example: 2026-11-27T00:00:00Z`);
}

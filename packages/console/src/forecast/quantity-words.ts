import { humanize } from "../format/words.ts";

/** Where a number stands in a scenario file, as people read it: `tactics.lists.lifts.Order Completed` → `Lists: lift of Order Completed`. */
export function quantityName(path: string): string {
  const lift = /^tactics\.(.+?)\.lifts\.(.+)$/.exec(path);
  if (lift) return `${humanize(lift[1] ?? "")}: lift of ${lift[2]}`;
  const tactic = /^tactics\.(.+?)\.(.+)$/.exec(path);
  if (tactic) return `${humanize(tactic[1] ?? "")}: ${humanize(tactic[2] ?? "").toLowerCase()}`;
  const funnel = /^baseline\.funnels\[(\d+)\]\.(?:stages\.)?(.+)$/.exec(path);
  if (funnel) return `Funnel ${Number(funnel[1]) + 1}: ${wordOf(funnel[2] ?? "")}`;
  return humanize(path.replace(/^baseline\./, "").replaceAll(".", " "));
}

const wordOf = (name: string): string => (name.includes(" ") ? name : humanize(name).toLowerCase());

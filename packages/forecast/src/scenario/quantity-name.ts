const tacticWords: Readonly<Record<string, string>> = {
  "novelty.remaining": "share of the lift that stays when it is no longer new",
  "novelty.halfLifeMonths": "months until half of the novelty is gone",
  "cost.once": "cost, once",
  "cost.perMonth": "cost a month",
};

/**
 * Where a number stands in a scenario file, as people read it: `tactics.lists.lifts.Order Completed` → `Lists: lift of Order Completed`.
 * @param funnels labels of the file's funnels, in its order; one alone is not named
 */
export function quantityName(path: string, funnels: readonly string[]): string {
  const lift = /^tactics\.(.+?)\.lifts\.(.+)$/.exec(path);
  if (lift) return `${asHeading(lift[1] ?? "")}: lift of ${asWords(lift[2] ?? "")}`;
  const tactic = /^tactics\.(.+?)\.(.+)$/.exec(path);
  if (tactic) return `${asHeading(tactic[1] ?? "")}: ${tacticWords[tactic[2] ?? ""] ?? asWords(tactic[2] ?? "")}`;
  const funnel = /^baseline\.funnels\[(\d+)\]\.(?:stages\.)?(.+)$/.exec(path);
  if (funnel) {
    const place = Number(funnel[1]);
    const of = asWords(funnel[2] ?? "");
    return funnels.length === 1
      ? startingLarge(of)
      : `${startingLarge(funnels[place] ?? `funnel ${place + 1}`)}: ${of}`;
  }
  const cost = /^costs\.(.+)$/.exec(path)?.[1];
  if (cost !== undefined) return `Costs: ${asWords(cost)}`;
  return asHeading(path.replace(/^baseline\./, ""));
}

/** Names of events, which have spaces or begin large, stay as they are. */
function asWords(name: string): string {
  if (name.includes(" ") || /^[A-Z]/.test(name)) return name;
  return name
    .replace(/\[(\d+)\]/g, (_, place) => (place === "0" ? "" : ` ${Number(place) + 1}`))
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/[-_.]+/g, " ")
    .trim()
    .toLowerCase();
}

const startingLarge = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
const asHeading = (name: string): string => startingLarge(asWords(name));

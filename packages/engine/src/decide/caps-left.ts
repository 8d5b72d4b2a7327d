import { keptEntries, type Showing } from "@attune/model/profile";
import type { ArrangedPlaybook } from "./arrange-playbook.ts";
import type { ScopedCap } from "./arrange-restraint.ts";
import type { Situation } from "./decide.ts";

/** Showings that one cap counts together. */
interface CapGroup {
  cap: ScopedCap;
  tactics: string[];
  isCounted: (showing: Showing) => boolean;
}

/**
 * What is left of each cap for one person, with the tactics whose showings it counts. Where a window lets showings go, more is left again:
 * `limit` is told when.
 */
export function capsLeft(
  { placements, restraint }: ArrangedPlaybook,
  { profile, reserved, now, channel = "web" }: Situation,
  limit: (at: number) => void,
): Array<{ tactics: string[]; left: number }> {
  const stored = profile?.showings ?? [];
  const showings = [...stored, ...(reserved?.showings ?? [])];
  const oldestKept = stored.length >= keptEntries.showings ? stored[0]!.at : Number.NEGATIVE_INFINITY;
  const groups = new Map<string, CapGroup>();
  const add = (key: string, tacticId: string, cap: ScopedCap, isCounted: CapGroup["isCounted"]) => {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { cap, tactics: [tacticId], isCounted });
    else group.tactics.push(tacticId);
  };
  for (const { placement, tactics } of placements.values()) {
    for (const { tacticId, placementId } of tactics) {
      const own = restraint?.tactics.get(tacticId);
      if (own === undefined) continue;
      const inChannel = own.channel ?? placement.channel ?? channel;
      const caps = [...own.caps, ...(restraint?.channels.get(inChannel)?.caps ?? [])];
      for (const cap of caps) {
        const name = { tactic: tacticId, placement: placementId, channel: inChannel, everywhere: "" }[cap.scope];
        const isCounted = (showing: Showing) =>
          cap.scope === "everywhere" ||
          { tactic: showing.tacticId, placement: showing.placementId, channel: showing.channel }[cap.scope] === name;
        add(JSON.stringify([cap.scope, name, cap.atMost, cap.withinMs]), tacticId, cap, isCounted);
      }
    }
  }
  return [...groups.values()].map(({ cap, tactics, isCounted }) => {
    const since = now - cap.withinMs;
    const counted = showings.filter((showing) => showing.at > since && isCounted(showing));
    for (const { at } of counted) limit(at + cap.withinMs);
    return { tactics, left: oldestKept > since ? 0 : Math.max(0, cap.atMost - counted.length) };
  });
}

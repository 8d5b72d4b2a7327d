import { idsIn, withEntry } from "../decide/with-entry.ts";

interface FirstTactic {
  placementId: string;
  headline: string;
  visitor: "new" | "returning";
}

/** A tenth is held out: large enough to be measured by, small enough to be spared. */
const holdout = 0.1;

/** The playbook with a first tactic, and with its placement where there is none yet. */
export function firstTactic(text: string, { placementId, headline, visitor }: FirstTactic): string {
  const placed = idsIn(text, "placements").includes(placementId)
    ? text
    : withEntry(text, ["placements", placementId], { default: { content: {} } });
  return withEntry(placed, ["tactics", `welcome-${visitor}`], {
    name: visitor === "new" ? "Welcome for new visitors" : "Welcome back",
    hypothesis: `People who are ${visitor} here buy more often when the page speaks to them.`,
    placement: placementId,
    when: { visitor },
    content: { headline },
    holdout,
    goal: { metric: "conversion-rate", target: "5 %" },
  });
}

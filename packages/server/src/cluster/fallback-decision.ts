import type { DecideResponse } from "@attune/model/decision";

const longestBody = 256 * 1024;
const mostPlacements = 50;

/**
 * What a node answers to a decide request that nobody can decide at this moment: every placement keeps what the page has by itself. Nobody is
 * looked up and nothing is recorded. Null where the body is no decide request.
 */
export function fallbackDecision(body: Buffer, decisionId: string): DecideResponse | null {
  const placements = placementsOf(body);
  return placements === null ? null : fallbackFor(placements, decisionId);
}

/** The same of a request that was read. */
export function fallbackFor(placements: readonly string[], decisionId: string): DecideResponse {
  const kept = {
    tacticId: null,
    variantId: null,
    holdout: false,
    content: {},
    items: [],
    fallback: true,
    reason: "no node of the cluster can decide at this moment",
  };
  return { decisionId, profileId: null, placements: Object.fromEntries(placements.map((id) => [id, kept])) };
}

function placementsOf(body: Buffer): string[] | null {
  if (body.length > longestBody) return null;
  try {
    const { placements } = JSON.parse(body.toString()) as { placements?: unknown };
    const isList = Array.isArray(placements) && placements.length <= mostPlacements;
    return isList && placements.every((id) => typeof id === "string") ? placements : null;
  } catch {
    return null;
  }
}

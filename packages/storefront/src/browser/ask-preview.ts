import type { DecideResponse } from "@attune/model/decision";
import type { PageFacts } from "./page-facts.ts";
import type { PreviewChoice } from "./preview-choice.ts";

interface Declared {
  placementId: string;
  title?: string;
  default: { content: object; items?: object };
}

/** What would be shown on this page to whom the choice names. It leaves no trace. Rejects with what the server says against it. */
export async function askPreview(
  { placements, facts }: PageFacts,
  choice: PreviewChoice,
  ownId: string,
): Promise<DecideResponse> {
  const here = [...document.querySelectorAll("attune-slot")].map((slot) => slot.getAttribute("placement") ?? "");
  const asked = placements.filter((placement) => here.includes(placement));
  const context = {
    ...(facts.itemId === undefined ? {} : { itemId: facts.itemId }),
    ...(facts.category === undefined ? {} : { category: facts.category }),
  };
  if (asked.length === 0) return { decisionId: "", profileId: null, placements: {}, trace: [] };
  return (await ask("/v1/decide/preview", {
    placements: asked,
    context,
    ...(choice.as === "person" ? { [choice.namespace]: choice.id } : { anonymousId: ownId || "nobody-yet" }),
    ...(choice.as === "held-out" ? { playbook: await playbookWithoutTactics() } : {}),
  })) as DecideResponse;
}

/** Whoever is held out of everything gets what the placements themselves say. */
async function playbookWithoutTactics(): Promise<string> {
  const [{ placements }, { name, timeZone, currency }] = (await Promise.all([
    ask("/v1/placements"),
    ask("/v1/business"),
  ])) as [{ placements: Declared[] }, { name: string; timeZone: string; currency: string }];
  const declared = placements.map(({ placementId, title, default: { content, items } }) => [
    placementId,
    { ...(title === undefined ? {} : { title }), default: { content, ...(items === undefined ? {} : { items }) } },
  ]);
  return JSON.stringify({
    business: { name, timeZone, currency },
    placements: Object.fromEntries(declared),
    tactics: {},
  });
}

/** Asks the API as whoever is signed in to the console in this browser. */
export async function ask(path: string, body?: object): Promise<unknown> {
  const response = await fetch(path, {
    method: body === undefined ? "GET" : "POST",
    credentials: "same-origin",
    ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as { error?: { message: string } };
  if (!response.ok) throw new Error(answer.error?.message ?? `The server answered ${response.status}.`);
  return answer;
}

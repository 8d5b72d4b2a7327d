import type { DecideRequest, DecideResponse, PlacementDecision } from "@attune/model/decision";
import type { LocalBundle } from "@attune/model/local-bundle";
import { decideLocally, type LocalDecision } from "@attune/rules/decide-locally";
import { createPost } from "./wire/post.ts";

export interface EdgeClientOptions {
  /** Of the Attune server. */
  url: string;
  writeKey: string;
  /** Milliseconds after which a bundle is asked for again though nothing in it is over; 60,000 unless said. */
  mostAgeMs?: number;
  /** People whose bundles are kept; beyond them the one that was used longest ago goes. 10,000 unless said. */
  mostPeople?: number;
  /** How long the server may take where it has to be asked; 300 ms unless said. */
  withinMs?: number;
  /** Keeps the isolate alive for what is sent after the answer: `ctx.waitUntil` of a worker. */
  waitUntil?: (work: Promise<unknown>) => void;
  now?: () => number;
  fetch?: typeof fetch;
}

export interface EdgeDecisions {
  placements: Record<string, PlacementDecision | undefined>;
  /** `here`: from the bundle, without asking; `server`: asked; `none`: no answer in time, show the defaults. */
  decided: "here" | "server" | "none";
}

/** Decides at the edge: from the person's bundle where it can know, else by the server. Never rejects. */
export interface EdgeClient {
  decide(request: DecideRequest): Promise<EdgeDecisions>;
  /** After an event of the person: their bundle says nothing any more. */
  forget(person: Pick<DecideRequest, "userId" | "anonymousId">): void;
}

interface Kept {
  bundle: LocalBundle;
  untilMs: number;
  /** What the request said of consent when the bundle was made; whoever says something else gets another one. */
  consent: string;
  /** The server's clock is so far ahead of this machine's. */
  aheadMs: number;
  shown: Record<string, number>;
}

/**
 * A decision made here is also sent to `/v1/decide`, which makes the same one and records it: so measurement sees it, with its caps and holdouts. The
 * first request of a person is the server's, and fetches the bundle for those that follow.
 */
export function createEdgeClient(options: EdgeClientOptions): EdgeClient {
  const { mostAgeMs = 60_000, mostPeople = 10_000, withinMs = 300, now = Date.now, waitUntil = () => {} } = options;
  const post = createPost(options.url, options.writeKey, options.fetch);
  /** In the order of their last use. */
  const people = new Map<string, Kept>();

  function keptFor(request: DecideRequest): Kept | undefined {
    const key = keyOf(request);
    const kept = people.get(key);
    if (kept === undefined) return undefined;
    people.delete(key);
    if (now() >= kept.untilMs || kept.consent !== consentIn(request)) return undefined;
    if (!request.placements.every((id) => Object.hasOwn(kept.bundle.placements, id))) return undefined;
    people.set(key, kept);
    return kept;
  }

  async function fetchBundle({ trace, confirm, ...request }: DecideRequest): Promise<void> {
    const answer = await post("decide/bundle", request);
    if (answer.kind !== "answered") return;
    const bundle = answer.body as LocalBundle;
    const aheadMs = bundle.computedAt - now();
    const untilMs = Math.min(now() + mostAgeMs, (bundle.validUntil ?? Number.POSITIVE_INFINITY) - aheadMs);
    people.set(keyOf(request), { bundle, untilMs, consent: consentIn(request), aheadMs, shown: {} });
    for (const oldest of people.keys()) {
      if (people.size <= mostPeople) break;
      people.delete(oldest);
    }
  }

  async function askServer(request: DecideRequest): Promise<EdgeDecisions> {
    const answer = await post("decide", { ...request, confirm: true }, { signal: AbortSignal.timeout(withinMs) });
    if (answer.kind !== "answered") return { placements: {}, decided: "none" };
    const { decisionId, profileId, placements } = answer.body as DecideResponse;
    const confirmed = profileId === null ? undefined : post("decide/confirm", { decisionIds: [decisionId] });
    waitUntil(Promise.resolve(confirmed).then(() => fetchBundle(request)));
    return { placements, decided: "server" };
  }

  return {
    async decide(request) {
      const kept = keptFor(request);
      const { context = {} } = request;
      if (kept === undefined || request.trace === true) return askServer(request);
      const moment = { context, now: now() + kept.aheadMs, shown: kept.shown };
      const local = decideLocally(kept.bundle, request.placements, moment);
      const placements: Record<string, PlacementDecision> = {};
      for (const [placementId, decision] of Object.entries(local)) {
        if ("undetermined" in decision) return askServer(request);
        placements[placementId] = asDecision(decision);
      }
      for (const { tacticId } of Object.values(placements))
        if (tacticId !== null) kept.shown[tacticId] = (kept.shown[tacticId] ?? 0) + 1;
      waitUntil(post("decide", request));
      return { placements, decided: "here" };
    },
    forget: (person) => void people.delete(keyOf(person)),
  };
}

function keyOf({ userId, anonymousId }: Pick<DecideRequest, "userId" | "anonymousId">): string {
  return JSON.stringify([userId, anonymousId]);
}

function consentIn({ context: { consent, gpc, globalPrivacyControl } = {} }: DecideRequest): string {
  return JSON.stringify([consent, gpc, globalPrivacyControl]);
}

function asDecision(decision: LocalDecision): PlacementDecision {
  return { ...decision, items: [], fallback: false, reason: "decided at the edge" };
}

import type { OwnedEntry } from "@attune/engine/profile/owned-entry";
import type { Event } from "@attune/model/event";
import type { Offset } from "@attune/model/log-entry";
import type { Placement } from "@attune/model/tactic";

/** A page view and the decisions of the page are told within so long. */
const samePageMs = 30_000;
const pageNames: ReadonlySet<string> = new Set(["Page Viewed", "Screen Viewed"]);
const ofPages: ReadonlySet<string> = new Set(["web", "app"]);

/** When people ask for which placement. */
export interface AskedPlacements {
  /** By the offset of an entry: what was asked for right after it. */
  of(entries: readonly OwnedEntry[]): Map<Offset, string[]>;
  /** Placements that nobody of the sample asked for: each page view is taken to. */
  everywhere: string[];
}

/**
 * Learns from a sample which kinds of pages ask for which placements: those whose views came with recorded decisions on them. A kind is the first part of the
 * path, so that `/p/boots` and `/p/socks` are one. A placement of a channel other than web and app is asked for by journeys, or where it was recorded.
 */
export function askedPlacements(
  sample: ReadonlyArray<readonly OwnedEntry[]>,
  placements: Readonly<Record<string, Placement>>,
  fromAt: number,
): AskedPlacements {
  const kindsOf = new Map<string, Set<string>>();
  const recorded = new Set<string>();
  for (const entries of sample) {
    let page: Event | null = null;
    for (const entry of entries) {
      if (entry.kind === "event") {
        if (pageNames.has(entry.event.name)) page = entry.event;
        continue;
      }
      const { at } = entry.decision;
      if (at < fromAt) continue;
      for (const id of idsIn(entry)) {
        recorded.add(id);
        if (page === null || at - page.at > samePageMs) continue;
        kindsOf.set(id, (kindsOf.get(id) ?? new Set()).add(kindOf(page)));
      }
    }
  }
  const ids = Object.values(placements).filter(({ channel = "web" }) => ofPages.has(channel));
  const everywhere = ids.map(({ placementId }) => placementId).filter((id) => !recorded.has(id));

  return {
    everywhere,
    of(entries) {
      const asks = new Map<Offset, string[]>();
      const pagesAt: number[] = [];
      for (const entry of entries) {
        if (entry.kind === "decision") {
          const { at } = entry.decision;
          const isOfPage = pagesAt.some((pageAt) => at >= pageAt && at - pageAt <= samePageMs);
          // Those of a page view are asked for by it already.
          const own = idsIn(entry).filter((id) => placements[id] !== undefined && !(isOfPage && kindsOf.has(id)));
          if (at >= fromAt && own.length > 0) asks.set(entry.offset, own);
        } else if (entry.event.at >= fromAt && pageNames.has(entry.event.name) && entry.event.actor === "person") {
          pagesAt.push(entry.event.at);
          const kind = kindOf(entry.event);
          const wanted = ids
            .map(({ placementId }) => placementId)
            .filter((id) => kindsOf.get(id)?.has(kind) === true || everywhere.includes(id));
          if (wanted.length > 0) asks.set(entry.offset, wanted);
        }
      }
      return asks;
    },
  };
}

/** Journeys record their own opportunities under names that no placement has. */
function idsIn({ decision }: OwnedEntry & { kind: "decision" }): string[] {
  return [...new Set(decision.opportunities.map(({ placementId }) => placementId))].filter((id) => !id.includes(":"));
}

function kindOf({ name, properties }: Event): string {
  const { path, url, name: title } = properties;
  if (name === "Screen Viewed") return `screen:${String(title ?? "")}`;
  const whole = typeof path === "string" ? path : typeof url === "string" ? url.replace(/^[a-z]+:\/\/[^/]*/i, "") : "";
  return `/${whole.split(/[?#]/, 1)[0]!.split("/").filter(Boolean)[0] ?? ""}`;
}

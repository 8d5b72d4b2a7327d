import type { PlacementDecision } from "@attune/model/decision";
import type { Decide, Decisions } from "./decide-within.ts";
import { fillSlot } from "./fill-slot.ts";

/** Draws a decision into a slot, in place of the page's own binding. */
export type Render = (slot: HTMLElement, decision: PlacementDecision) => void;

export interface SlotParts {
  decide: Decide;
  limitMs: number;
  /** Asked for at the start, before the slots are there. */
  prefetched: readonly string[];
  onError: (error: unknown) => void;
  /** A slot shows what was decided. */
  onShown: (slot: HTMLElement, placementId: string, decision: PlacementDecision, decisions: Decisions) => void;
}

export interface Slots {
  /** Hides the slot, keeping its room, until its decision is drawn or the limit is over. */
  fill(slot: HTMLElement, placementId: string): Promise<void>;
  renderWith(placementId: string, render: Render): void;
}

/** Slots that come up in one turn of the page are decided together, in one request. */
export function createSlots({ decide, limitMs, prefetched, onError, onShown }: SlotParts): Slots {
  const renders = new Map<string, Render>();
  const asked = new Map<string, Promise<Decisions>>();
  let gathering: { placements: Set<string>; decisions: Promise<Decisions> } | null = null;

  if (prefetched.length > 0) {
    const decisions = decide(prefetched);
    for (const placementId of prefetched) asked.set(placementId, decisions);
  }

  function decisionsFor(placementId: string): Promise<Decisions> {
    const present = asked.get(placementId);
    if (present !== undefined) {
      asked.delete(placementId);
      return present;
    }
    if (gathering === null) {
      const placements = new Set<string>();
      const decisions = turnEnd().then(() => {
        gathering = null;
        return decide([...placements]);
      });
      gathering = { placements, decisions };
    }
    gathering.placements.add(placementId);
    return gathering.decisions;
  }

  return {
    renderWith: (placementId, render) => void renders.set(placementId, render),
    async fill(slot, placementId) {
      slot.style.visibility = "hidden";
      let isOver = false;
      const reveal = () => {
        isOver = true;
        slot.style.removeProperty("visibility");
        slot.setAttribute("data-attune-ready", "");
      };
      const timer = setTimeout(reveal, limitMs);
      try {
        const decisions = await decisionsFor(placementId);
        await parsed();
        const decision = decisions.placements[placementId];
        if (isOver || decision === undefined || !slot.isConnected) return;
        const render = renders.get(placementId) ?? fillSlot;
        render(slot, decision);
        onShown(slot, placementId, decision, decisions);
      } catch (error) {
        onError(error);
      } finally {
        clearTimeout(timer);
        reveal();
      }
    },
  };
}

/** While the page is read, slots come up one by one: those of one piece belong together. */
function turnEnd(): Promise<void> {
  return new Promise((resolve) => {
    if (document.readyState === "loading") setTimeout(resolve, 0);
    else queueMicrotask(resolve);
  });
}

/** A slot that the parser has only begun to read has no content to bind yet. */
function parsed(): Promise<void> | undefined {
  if (document.readyState !== "loading") return undefined;
  return new Promise((resolve) => document.addEventListener("DOMContentLoaded", () => resolve(), { once: true }));
}

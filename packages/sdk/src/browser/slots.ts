import type { PlacementDecision } from "@attune/model/decision";
import type { Decisions } from "./decide-within.ts";
import { fillSlot } from "./fill-slot.ts";
import type { DecideOne } from "./gather-decisions.ts";

/** Draws a decision into a slot, in place of the page's own binding. */
export type Render = (slot: HTMLElement, decision: PlacementDecision) => void;

export interface SlotParts {
  decideOne: DecideOne;
  limitMs: number;
  onError: (error: unknown) => void;
  /** A slot shows what was decided. */
  onShown: (slot: HTMLElement, placementId: string, decision: PlacementDecision, decisions: Decisions) => void;
}

export interface Slots {
  /** Hides the slot, keeping its room, until its decision is drawn or the limit is over. */
  fill(slot: HTMLElement, placementId: string): Promise<void>;
  renderWith(placementId: string, render: Render): void;
}

export function createSlots({ decideOne, limitMs, onError, onShown }: SlotParts): Slots {
  const renders = new Map<string, Render>();

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
        const decisions = await decideOne(placementId);
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

/** A slot that the parser has only begun to read has no content to bind yet. */
function parsed(): Promise<void> | undefined {
  if (document.readyState !== "loading") return undefined;
  return new Promise((resolve) => document.addEventListener("DOMContentLoaded", () => resolve(), { once: true }));
}

import type { Json } from "@attune/model/json";
import { kindIds } from "@attune/shop/kind";
import { kinds } from "@attune/shop/kinds";

/** The way of people for who names no steps: those of its steps that anyone ever took, and the others. */
export interface UsualFunnel {
  steps: string[];
  leftOut: string[];
}

/**
 * Of the ways of shops, magazines, software and stores (`attune playbook templates`) the one most of whose steps were taken; of two the one
 * whose steps were taken more often, and a shop's where nothing tells them apart.
 * @param counts rows of the query `event-counts`
 */
export function usualFunnel(counts: ReadonlyArray<Record<string, Json>>): UsualFunnel {
  const takenOf = new Map(counts.map(({ name, count }) => [String(name), Number(count)]));
  const ways = kindIds.map((kind) => {
    const { funnel } = kinds[kind];
    const steps = funnel.filter((step) => takenOf.has(step));
    return {
      steps,
      leftOut: funnel.filter((step) => !takenOf.has(step)),
      times: steps.reduce((sum, step) => sum + (takenOf.get(step) ?? 0), 0),
    };
  });
  const best = ways.reduce((most, way) =>
    way.steps.length > most.steps.length || (way.steps.length === most.steps.length && way.times > most.times)
      ? way
      : most,
  );
  return { steps: best.steps, leftOut: best.leftOut };
}

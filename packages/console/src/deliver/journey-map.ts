import { conditionOutline } from "@attune/model/condition-words";
import type { JourneyStep, JourneyTrigger } from "@attune/model/journey";
import { formatDuration } from "../format/time.ts";

/** One step of a journey as people read it, with how many are at it now, and the two ways of a branch below it. */
export interface MapStep {
  /** As runs name it: `2`, `3.holds.0`. */
  position: string;
  words: string;
  people: number;
  ways: Array<{ label: string; steps: MapStep[] }>;
}

/** Lays a journey out: every step in words, with its people. Linear in the steps. */
export function journeyMap(
  steps: readonly JourneyStep[],
  active: Readonly<Record<string, number>>,
  under = "",
): MapStep[] {
  return steps.map((step, index) => {
    const position = `${under}${index}`;
    const way = (side: "holds" | "otherwise", label: string) => ({
      label,
      steps: journeyMap(step.kind === "branch" ? step[side] : [], active, `${position}.${side}.`),
    });
    return {
      position,
      words: stepWords(step),
      people: active[position] ?? 0,
      ways: step.kind === "branch" ? [way("holds", "Yes"), way("otherwise", "No, or not known")] : [],
    };
  });
}

/** How many wait behind the last step: they are about to end. */
export const atTheEnd = (steps: readonly JourneyStep[], active: Readonly<Record<string, number>>): number =>
  active[String(steps.length)] ?? 0;

function stepWords(step: JourneyStep): string {
  switch (step.kind) {
    case "wait":
      return `Wait ${lasting(step.forMs)}`;
    case "wait-quiet":
      return `Wait until nothing was done for ${lasting(step.forMs)}`;
    case "wait-for":
      return `Wait for ${step.event}, at most ${lasting(step.atMostMs)}`;
    case "wait-until":
      return `Wait for the hours ${step.hours} of the person's own time`;
    case "branch":
      return `Is it so? ${flat(step.when)}`;
    case "decide":
      return `Decide what to show in ${step.placementId}`;
    case "send":
      return `Send ${step.templateId}${step.to === undefined ? "" : ` to ${step.to}`}`;
    case "set":
      return `Set the trait ${step.trait} to ${JSON.stringify(step.value)}`;
  }
}

const lasting = (ms: number): string => formatDuration(ms / 1_000);

function flat(condition: Extract<JourneyStep, { kind: "branch" }>["when"]): string {
  const outline = conditionOutline(condition);
  const words = (one: typeof outline): string =>
    one.below.length === 0 ? one.words : `${one.words.toLowerCase()} (${one.below.map(words).join("; ")})`;
  return words(outline);
}

export function triggerWords(trigger: JourneyTrigger): string {
  if ("event" in trigger) return `When somebody does ${trigger.event}`;
  if ("enters" in trigger) return `When somebody comes into ${trigger.enters}`;
  if ("leaves" in trigger) return `When somebody leaves ${trigger.leaves}`;
  return `Each day at ${trigger.daily}, for everybody in ${trigger.segment}`;
}

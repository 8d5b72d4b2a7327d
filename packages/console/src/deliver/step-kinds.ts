import type { JourneyStepEntry } from "@attune/model/journey";

/** What a step can do, as a form offers it. */
export interface StepKind {
  kind: "wait" | "wait-quiet" | "wait-for" | "wait-until" | "branch" | "decide" | "send" | "set";
  label: string;
  /** What the step says at first, of a playbook with these placements and messages. */
  blank: (world: JourneyWorld) => JourneyStepEntry;
}

/** What steps can name. */
export interface JourneyWorld {
  placements: readonly string[];
  messages: readonly string[];
}

/** All kinds, in the order in which they are offered. */
export const stepKinds: readonly StepKind[] = [
  { kind: "wait", label: "Wait a while", blank: () => ({ wait: { hours: 1 } }) },
  { kind: "wait-quiet", label: "Wait until nothing was done for", blank: () => ({ wait: { quietHours: 1 } }) },
  {
    kind: "wait-for",
    label: "Wait for an event",
    blank: () => ({ wait: { for: "Order Completed", atMostHours: 24 } }),
  },
  { kind: "wait-until", label: "Wait for hours of the day", blank: () => ({ wait: { until: "09:00-20:00" } }) },
  { kind: "branch", label: "Ask, and go one of two ways", blank: () => ({ branch: { visitor: "returning" } }) },
  { kind: "decide", label: "Decide what to show", blank: ({ placements }) => ({ decide: placements[0] ?? "" }) },
  { kind: "send", label: "Send a message", blank: ({ messages }) => ({ send: messages[0] ?? "" }) },
  { kind: "set", label: "Set a trait", blank: () => ({ set: { lifecycle: "active" } }) },
];

/** Which kind a step is. */
export function kindOf(step: JourneyStepEntry): StepKind["kind"] {
  if ("branch" in step) return "branch";
  if ("decide" in step) return "decide";
  if ("send" in step) return "send";
  if ("set" in step) return "set";
  if ("for" in step.wait) return "wait-for";
  if ("quietHours" in step.wait) return "wait-quiet";
  return "until" in step.wait ? "wait-until" : "wait";
}

/** The steps with one of them moved by one place; the same where it stands at the end already. */
export function moved<T>(steps: readonly T[], place: number, by: -1 | 1): T[] {
  const other = place + by;
  const [one, two] = [steps[place], steps[other]];
  if (one === undefined || two === undefined) return [...steps];
  return steps.map((step, index) => (index === place ? two : index === other ? one : step));
}

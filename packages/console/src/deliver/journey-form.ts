import type { Condition } from "@attune/model/condition";
import type { JourneyEntry, JourneyStepEntry } from "@attune/model/journey";
import { said, saidNumber, typedText } from "../decide/form-values.ts";

/** A journey as a form holds it: every field as it is typed; empty means that nothing is said. */
export interface JourneyForm {
  name: string;
  hypothesis: string;
  owner: string;
  trigger: "event" | "enters" | "leaves" | "daily";
  event: string;
  segment: string;
  /** Of a daily one: `09:00`. */
  time: string;
  /** Null: everyone whom the trigger finds. */
  when: Condition | null;
  againAfterDays: string;
  holdoutPercent: string;
  windowDays: string;
  /** Several are parted by commas. */
  stopOn: string;
  stopWhen: Condition | null;
  steps: JourneyStepEntry[];
}

/** The form of an entry; of nothing, one that waits an hour after a first visit. */
export function journeyForm(entry?: JourneyEntry): JourneyForm {
  const { trigger = { event: "Signed Up" } } = entry ?? {};
  return {
    name: entry?.name ?? "",
    hypothesis: entry?.hypothesis ?? "",
    owner: entry?.owner ?? "",
    trigger: "event" in trigger ? "event" : "enters" in trigger ? "enters" : "leaves" in trigger ? "leaves" : "daily",
    event: "event" in trigger ? trigger.event : "",
    segment:
      "enters" in trigger
        ? trigger.enters
        : "leaves" in trigger
          ? trigger.leaves
          : "daily" in trigger
            ? trigger.segment
            : "",
    time: "daily" in trigger ? trigger.daily : "09:00",
    when: (entry?.when as Condition | undefined) ?? null,
    againAfterDays: typedText(entry?.againAfterDays),
    holdoutPercent: typedText(entry?.holdout === undefined ? undefined : Number((100 * entry.holdout).toPrecision(6))),
    windowDays: typedText(entry?.windowDays),
    stopOn: entry?.stopOn?.join(", ") ?? "",
    stopWhen: (entry?.stopWhen as Condition | undefined) ?? null,
    steps: entry?.steps ?? [{ wait: { hours: 1 } }],
  };
}

/** The entry that a form says. */
export function journeyEntry(form: JourneyForm): JourneyEntry {
  const stopOn = form.stopOn
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  return {
    ...said("name", form.name),
    ...said("hypothesis", form.hypothesis),
    ...said("owner", form.owner),
    trigger: triggerOf(form),
    ...(form.when === null ? {} : { when: form.when }),
    ...saidNumber("againAfterDays", form.againAfterDays),
    ...saidNumber("holdout", form.holdoutPercent, 0.01),
    ...saidNumber("windowDays", form.windowDays),
    ...(stopOn.length === 0 ? {} : { stopOn }),
    ...(form.stopWhen === null ? {} : { stopWhen: form.stopWhen }),
    steps: form.steps,
  };
}

function triggerOf({ trigger, event, segment, time }: JourneyForm): JourneyEntry["trigger"] {
  if (trigger === "event") return { event: event.trim() };
  if (trigger === "enters") return { enters: segment };
  if (trigger === "leaves") return { leaves: segment };
  return { daily: time.trim(), segment };
}

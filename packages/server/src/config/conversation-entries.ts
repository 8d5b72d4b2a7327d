import type { DeliveryRules } from "@attune/model/delivery";
import type { Journey, JourneyEntry, JourneyStep, JourneyStepEntry } from "@attune/model/journey";
import type { MessageEntry, MessageTemplate } from "@attune/model/message";
import type { PlaybookFile } from "@attune/model/playbook-file";
import type { Playbook } from "@attune/model/tactic";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Messages, journeys and delivery as attune.yaml writes them; what a playbook does not have is left out. */
export function conversationEntries({ messages, journeys, delivery }: Playbook): Partial<PlaybookFile> {
  return {
    ...(messages === undefined
      ? {}
      : {
          messages: Object.fromEntries(Object.entries(messages).map(([id, template]) => [id, messageEntry(template)])),
        }),
    ...(journeys === undefined
      ? {}
      : { journeys: Object.fromEntries(journeys.map((journey) => [journey.journeyId, journeyEntry(journey)])) }),
    ...(delivery === undefined ? {} : { delivery: deliveryEntry(delivery) }),
  };
}

function messageEntry(template: MessageTemplate): MessageEntry {
  if (template.channel !== "email") return template;
  const { body, ...rest } = template;
  return { ...rest, ...body };
}

function journeyEntry({ journeyId: _, againAfterMs, steps, ...rest }: Journey): JourneyEntry {
  return {
    ...rest,
    ...(againAfterMs === null ? {} : { againAfterDays: againAfterMs / dayMs }),
    steps: steps.map(stepEntry),
  };
}

function stepEntry(step: JourneyStep): JourneyStepEntry {
  switch (step.kind) {
    case "wait":
      return { wait: { hours: step.forMs / hourMs } };
    case "wait-quiet":
      return { wait: { quietHours: step.forMs / hourMs } };
    case "wait-for":
      return { wait: { for: step.event, atMostHours: step.atMostMs / hourMs } };
    case "wait-until":
      return { wait: { until: step.hours } };
    case "decide":
      return { decide: step.placementId };
    case "send":
      return step.to === undefined ? { send: step.templateId } : { send: step.templateId, to: step.to };
    case "set":
      return { set: { [step.trait]: step.value } };
    case "branch": {
      const [yes, no] = [step.holds.map(stepEntry), step.otherwise.map(stepEntry)];
      // biome-ignore lint/suspicious/noThenProperty: the word that people write in attune.yaml; it is written down, never awaited.
      const sides = { ...(yes.length === 0 ? {} : { then: yes }), ...(no.length === 0 ? {} : { else: no }) };
      return { branch: step.when, ...sides };
    }
  }
}

function deliveryEntry({ caps, tiredAfter, ...rest }: DeliveryRules): NonNullable<PlaybookFile["delivery"]> {
  return { caps: [...caps], tiredAfter: tiredAfter ?? "never", ...rest };
}

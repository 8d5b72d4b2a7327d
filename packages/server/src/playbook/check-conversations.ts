import { hasCode } from "@attune/model/errors";
import type { Journey, JourneyStep } from "@attune/model/journey";
import type { ChannelName } from "@attune/model/message";
import type { PlaybookFinding } from "@attune/model/playbook-report";
import type { Playbook } from "@attune/model/tactic";
import { readyTemplates } from "../deliver/ready-templates.ts";
import { checkJourneyCircles } from "./check-journey-circles.ts";
import { checkUnworkable } from "./check-unworkable.ts";
import { failure, warning } from "./finding.ts";

/**
 * What is wrong with messages and journeys beyond what cannot be read: templates that cannot be made ready, marketing mail that does not say how to
 * end it, channels that are not set up, journeys that go in a circle or teach nothing.
 *
 * @param channels those that this instance can send through; null: it sends nothing.
 */
export async function checkConversations(
  playbook: Playbook,
  channels: ReadonlySet<ChannelName> | null,
): Promise<PlaybookFinding[]> {
  const { journeys = [], messages = {} } = playbook;
  const sent = new Set(journeys.flatMap(({ steps }) => templatesIn(steps)));
  const unused = Object.keys(messages).filter((id) => !sent.has(id));
  return [
    ...(await unusable(playbook)),
    ...checkJourneyCircles(playbook),
    ...checkUnworkable(playbook),
    ...unused.map((id) => warning("message-unused", `messages.${id}`, "No journey sends it.")),
    ...[...sent].flatMap((id) => {
      const channel = messages[id]?.channel;
      if (channels === null || channel === undefined || channels.has(channel)) return [];
      const message = `It goes out by ${channel}, which is not set up here: see docs/guide/journeys.md.`;
      return [warning("channel-not-set-up", `messages.${id}.channel`, message)];
    }),
    ...journeys.flatMap((journey) => checkJourney(journey, playbook)),
  ];
}

/** The first template that cannot be used; each of the others when it has been mended. */
async function unusable(playbook: Playbook): Promise<PlaybookFinding[]> {
  try {
    await readyTemplates(playbook);
    return [];
  } catch (error) {
    if (!hasCode(error, "bad-request")) throw error;
    const { message, path } = error as Error & { path?: string };
    return [failure("message-unusable", path ?? "messages", message)];
  }
}

function checkJourney({ journeyId, hypothesis, holdout, stopOn, stopWhen, steps }: Journey, playbook: Playbook) {
  const path = `journeys.${journeyId}`;
  const findings: PlaybookFinding[] = [];
  if (hypothesis === undefined)
    findings.push(
      warning(
        "no-hypothesis",
        `${path}.hypothesis`,
        "Why should it work? A journey without a hypothesis teaches nothing.",
      ),
    );
  if (holdout === 0 && playbook.holdout === 0) {
    const message = "Nobody is held out of it: what it causes cannot be measured.";
    findings.push(warning("not-measurable", `${path}.holdout`, message));
  }
  if (templatesIn(steps).length > 1 && stopOn.length === 0 && stopWhen === undefined) {
    const message = "It sends more than once and nothing that the person does stops it.";
    findings.push(warning("never-stops", `${path}.stopOn`, message));
  }
  return findings;
}

function templatesIn(steps: readonly JourneyStep[]): string[] {
  return steps.flatMap((step) => {
    if (step.kind === "send") return [step.templateId];
    return step.kind === "branch" ? [...templatesIn(step.holds), ...templatesIn(step.otherwise)] : [];
  });
}

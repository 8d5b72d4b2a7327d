import { readEmailAddress } from "@attune/channels/address/read-email-address";
import type { JourneyStep } from "@attune/model/journey";
import type { Json } from "@attune/model/json";
import type { MessageTemplate } from "@attune/model/message";
import type { PlaybookFinding } from "@attune/model/playbook-report";
import type { Playbook } from "@attune/model/tactic";
import { failure } from "./finding.ts";

/**
 * What can be read and can still never work: messages that name a decision which nobody asked for, hours that are none, addresses that are none, links that
 * no browser should follow. Not a fault of reading, so that a playbook which runs already can still be started.
 */
export function checkUnworkable({ journeys = [], messages = {} }: Playbook): PlaybookFinding[] {
  return [
    ...Object.entries(messages).flatMap(([id, template]) => checkLinks(template, `messages.${id}`)),
    ...journeys.flatMap(({ journeyId, steps }) =>
      checkSteps(steps, `journeys.${journeyId}.steps`, { hasDecided: false, messages }),
    ),
  ];
}

interface Before {
  /** Whether a step before may have decided. */
  hasDecided: boolean;
  messages: Readonly<Record<string, MessageTemplate>>;
}

function checkSteps(steps: readonly JourneyStep[], path: string, before: Before): PlaybookFinding[] {
  let { hasDecided } = before;
  return steps.flatMap((step, i) => {
    const known = { ...before, hasDecided };
    hasDecided ||= decides(step);
    return checkStep(step, `${path}[${i}]`, known);
  });
}

function checkStep(step: JourneyStep, path: string, before: Before): PlaybookFinding[] {
  if (step.kind === "branch")
    return [...checkSteps(step.holds, `${path}.then`, before), ...checkSteps(step.otherwise, `${path}.else`, before)];
  if (step.kind === "wait-until") {
    if (step.hours.slice(0, 5) !== step.hours.slice(6)) return [];
    const message = `${step.hours} begins when it ends. Say a window such as "09:00-20:00", or leave the step out.`;
    return [failure("no-hours", `${path}.wait.until`, message)];
  }
  const template = step.kind === "send" ? before.messages[step.templateId] : undefined;
  if (step.kind !== "send" || template === undefined) return [];
  const findings: PlaybookFinding[] = [];
  if (!before.hasDecided && needsDecision(template)) {
    const message = `The message ${step.templateId} names what was \`decided\`, and no step before decides. Put { decide: PLACEMENT } before it.`;
    findings.push(failure("nothing-decided", `${path}.send`, message));
  }
  if (template.channel === "email" && step.to !== undefined && readEmailAddress(step.to) === null) {
    const message = `${JSON.stringify(step.to)} is no e-mail address. Write one such as team@shop.example, or leave \`to\` out for the person's own.`;
    findings.push(failure("no-address", `${path}.to`, message));
  }
  return findings;
}

function decides(step: JourneyStep): boolean {
  if (step.kind === "branch") return [...step.holds, ...step.otherwise].some(decides);
  return step.kind === "decide";
}

/** Whether it fails without a decision: it puts one out with no default, or goes through its items, and nowhere asks whether there is one. */
function needsDecision(template: MessageTemplate): boolean {
  const texts = textsIn(template as unknown as Json, "").map(({ text }) => text);
  if (texts.some((text) => /\{%-?\s*(if|elsif|unless|case)\b[^%]*\bdecided\b/.test(text))) return false;
  return texts.some((text) =>
    [...text.matchAll(/\{\{.*?\}\}|\{%-?\s*for\b.*?%\}/gs)].some(([tag]) => {
      const code = tag.replace(/"[^"]*"|'[^']*'/g, "");
      return /(^|[^.\w])decided\b/.test(code) && !/\|\s*default\b/.test(code);
    }),
  );
}

function checkLinks(template: MessageTemplate, path: string): PlaybookFinding[] {
  if (template.channel !== "web-push" && template.channel !== "in-app") return [];
  return textsIn(template as unknown as Json, path).flatMap(({ text, path: at, field }) => {
    const scheme = /url$/i.test(field) ? schemeOf(text) : null;
    if (scheme === null || scheme === "http" || scheme === "https") return [];
    const message = `A link of ${scheme}: is not followed. Begin with https://, or with / for a page of your own.`;
    return [failure("link-unusable", at, message)];
  });
}

/** What stands before the first colon, as a browser reads it: white space and control characters around it do not count. Null: none, or Liquid makes it. */
function schemeOf(url: string): string | null {
  const [plain = ""] = url.split(/\{[{%]/);
  const read = [...plain].filter((character) => character > " ").join("");
  return /^([a-z][a-z0-9+.-]*):/i.exec(read)?.[1]?.toLowerCase() ?? null;
}

interface TextAt {
  text: string;
  path: string;
  field: string;
}

/** Every text of a document, with where it stands and the name of its field. */
function textsIn(part: Json, path: string, field = ""): TextAt[] {
  if (typeof part === "string") return [{ text: part, path, field }];
  if (Array.isArray(part)) return part.flatMap((entry, i) => textsIn(entry, `${path}[${i}]`, field));
  if (part === null || typeof part !== "object") return [];
  return Object.entries(part).flatMap(([name, entry]) => textsIn(entry as Json, `${path}.${name}`, name));
}

import { mostOffers } from "@attune/model/offer";
import type { PlaybookFinding } from "@attune/model/playbook-report";
import type { Playbook } from "@attune/model/tactic";
import { failure } from "./finding.ts";
import { countsOf, type PlaybookEntry, playbookEntries } from "./playbook-entries.ts";

/** Entries of one section; a playbook of more is a file that a program wrote, and nobody reviews it. */
const mostEntries: Readonly<Record<string, number>> = {
  placements: 500,
  tactics: 1_000,
  metrics: 300,
  segments: 300,
  // A profile remembers no more.
  offers: mostOffers,
  experiments: 500,
  messages: 500,
  journeys: 200,
  destinations: 50,
  audiences: 100,
};
/** Bytes of JSON: what each decision answers, and an entry as a whole. */
const mostContent = 64 * 1024;
const mostOfEntry = 256 * 1024;

/**
 * What can be read and is too much, or named so that addresses with it break. Not a fault of reading, so that a playbook which runs already can still be
 * started.
 */
export function checkLimits(playbook: Playbook): PlaybookFinding[] {
  const entries = playbookEntries(playbook);
  return [...checkCounts(entries), ...checkNames(entries, playbook), ...checkSizes(entries, playbook)];
}

function checkCounts(entries: readonly PlaybookEntry[]): PlaybookFinding[] {
  return [...countsOf(entries)].flatMap(([section, count]) => {
    const most = mostEntries[section] ?? Number.POSITIVE_INFINITY;
    if (count <= most) return [];
    const message = `Has ${count} entries; at most ${most} are allowed. Say what differs between them by conditions, lists or the values of a template, and take out what has ended.`;
    return [failure("too-many", section, message)];
  });
}

function checkNames(entries: readonly PlaybookEntry[], { tactics }: Playbook): PlaybookFinding[] {
  const named = entries.map(({ section, name }) => [section, name] as const);
  const variants = tactics.flatMap(({ tacticId, variants = [] }) =>
    variants.map(({ variantId }) => [`tactics.${tacticId}.variants`, variantId] as const),
  );
  return [...named, ...variants].flatMap(([section, name]) => {
    if (!/[/\\]/.test(name) && name !== "." && name !== "..") return [];
    const other = name.replace(/[/\\.]+/g, "-").replace(/^-+|-+$/g, "") || "another-name";
    const message = `The name stands in addresses, where ${JSON.stringify(name)} reads as a path; write ${other}.`;
    return [{ ...failure("name-in-address", `${section}.${name}`, message), acceptable: true as const }];
  });
}

function checkSizes(entries: readonly PlaybookEntry[], { placements, tactics }: Playbook): PlaybookFinding[] {
  const contents = [
    ...Object.values(placements).map(
      ({ placementId, default: { content } }) => [`placements.${placementId}.default.content`, content] as const,
    ),
    ...tactics.flatMap(({ tacticId, content, variants = [] }) => [
      [`tactics.${tacticId}.content`, content] as const,
      ...variants.map(
        (variant) => [`tactics.${tacticId}.variants.${variant.variantId}.content`, variant.content] as const,
      ),
    ]),
  ];
  const large = contents.flatMap(([path, content]) => {
    const bytes = bytesOf(content ?? null);
    if (bytes <= mostContent) return [];
    const message = `Has ${bytes} bytes, which each decision would send; at most ${mostContent} are allowed. Put images and long texts at an address, and name it here.`;
    return [failure("content-too-large", path, message)];
  });
  const whole = entries.flatMap(({ section, name, entry }) => {
    const bytes = bytesOf(entry);
    if (bytes <= mostOfEntry) return [];
    const message = `Has ${bytes} bytes; at most ${mostOfEntry} are allowed. Put images and long texts at an address, and name it here.`;
    return [failure("too-large", `${section}.${name}`, message)];
  });
  return [...large, ...whole];
}

/** As JSON in UTF-8. */
function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

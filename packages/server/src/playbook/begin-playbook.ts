import type { DefinitionStore } from "@attune/engine/ports/definition-store";
import type { PlaybookRevision } from "@attune/model/playbook-revision";
import { readConfiguration } from "../config/read-configuration.ts";
import type { PlaybookText } from "../instance/load-configuration.ts";
import { createRevisions, type Revisions } from "./revisions.ts";

/** Revisions among which an old copy is looked for. */
const lookedThrough = 100;

/**
 * Decides at a start which playbook runs. A file that differs from the one given last is a new revision; one that does not differ leaves
 * standing what was applied since. The directory's own copy counts only where somebody has edited it: it may be older than the history.
 */
export async function beginPlaybook(
  definitions: DefinitionStore,
  given: PlaybookText,
  now: number,
): Promise<PlaybookText> {
  const revisions = createRevisions(definitions);
  const latest = await revisions.latest();
  if (latest === undefined) {
    if (given.text.trim() !== "") await revisions.add(fromFile(given.text, now));
    return given;
  }
  if (latest.text === given.text) return given;
  if (given.text.trim() === "" || (await isKnown(given, revisions)))
    return { ...given, text: latest.text, configuration: readConfiguration(latest.text) };
  await revisions.add({ ...fromFile(given.text, now), ...carried(latest) });
  return given;
}

async function isKnown({ text, isKept }: PlaybookText, revisions: Revisions): Promise<boolean> {
  if (!isKept) return (await revisions.lastFromFile())?.text === text;
  return (await revisions.list(null, lookedThrough)).some((revision) => revision.text === text);
}

/** After a restore the playbook that ran goes on, as the newest revision of the history that came back. */
export async function keepPlaybook(definitions: DefinitionStore, running: PlaybookText, now: number): Promise<void> {
  const revisions = createRevisions(definitions);
  const latest = await revisions.latest();
  if (latest?.text === running.text || running.text.trim() === "") return;
  await revisions.add({
    at: now,
    author: "attune restore",
    note: "the playbook that ran when the backup was restored",
    source: "restore",
    text: running.text,
    ...(latest === undefined ? {} : carried(latest)),
  });
}

function fromFile(text: string, now: number): Omit<PlaybookRevision, "revision"> {
  return { at: now, author: "attune serve", note: "the file given at the start", source: "file", text };
}

function carried({ baselines }: PlaybookRevision): Pick<PlaybookRevision, "baselines"> {
  return baselines === undefined ? {} : { baselines };
}

import { userInfo } from "node:os";
import { resolve } from "node:path";
import { readPlaybookFiles } from "../../config/read-playbook-files.ts";
import type { Environment } from "../../environment.ts";
import { UsageError } from "../usage-error.ts";

/** Who changes a playbook, and why. */
export interface ChangeOptions {
  author?: string;
  note?: string;
  accept?: string[];
  expected?: string;
}

/** A playbook as somebody brings it. */
export interface BroughtPlaybook {
  text: string;
  /** The revision that it was made from, as its first line says; null where it says none. */
  from: number | null;
}

const firstLine = /^# Made from revision (\d+) of the playbook\b.*\r?\n/;

/** The text with the revision that it was made from in its first line, so that it does not undo one that came in between. */
export function saysFrom(revision: number, text: string): string {
  return `# Made from revision ${revision} of the playbook: apply refuses it once another one runs.\n${text.replace(firstLine, "")}`;
}

/** The text of a file, or of all files of a folder. */
export async function broughtPlaybook(environment: Environment, name: string): Promise<BroughtPlaybook> {
  const text = await playbookText(environment, name);
  const from = firstLine.exec(text)?.[1];
  return { text: text.replace(firstLine, ""), from: from === undefined ? null : Number(from) };
}

async function playbookText(environment: Environment, name: string): Promise<string> {
  try {
    return await readPlaybookFiles(resolve(environment.workingDirectory, name));
  } catch (cause) {
    throw new UsageError(`cannot read ${name}: ${(cause as Error).message}`);
  }
}

/** What a change says of itself; without an author it is the person at the terminal. */
export function saidOf({ author, note, accept, expected }: ChangeOptions) {
  if (expected !== undefined && !/^\d+$/.test(expected))
    throw new UsageError(`--expected ${expected}: the number of a revision, 0 before the first`);
  return {
    author: author ?? userInfo().username,
    ...(note === undefined ? {} : { note }),
    ...(accept === undefined ? {} : { accept }),
    ...(expected === undefined ? {} : { expected: Number(expected) }),
  };
}

export const changeOptions: ReadonlyArray<[flags: string, description: string]> = [
  ["--author <name>", "who changes it (default: the user of this terminal)"],
  ["--note <text>", "why"],
  ["--expected <revision>", "refuse it where another revision runs by now"],
  ["--accept <codes...>", "errors to accept, such as metric-without-events; kept with the revision"],
];

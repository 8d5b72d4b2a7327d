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
}

/** The text of a file, or of all files of a folder. */
export async function playbookText(environment: Environment, name: string): Promise<string> {
  try {
    return await readPlaybookFiles(resolve(environment.workingDirectory, name));
  } catch (cause) {
    throw new UsageError(`cannot read ${name}: ${(cause as Error).message}`);
  }
}

/** What a change says of itself; without an author it is the person at the terminal. */
export function saidOf({ author, note, accept }: ChangeOptions) {
  return {
    author: author ?? userInfo().username,
    ...(note === undefined ? {} : { note }),
    ...(accept === undefined ? {} : { accept }),
  };
}

export const changeOptions: ReadonlyArray<[flags: string, description: string]> = [
  ["--author <name>", "who changes it (default: the user of this terminal)"],
  ["--note <text>", "why"],
  ["--accept <codes...>", "errors to accept, such as metric-without-events; kept with the revision"],
];

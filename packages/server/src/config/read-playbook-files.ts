import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { AttuneError } from "@attune/model/errors";
import { stringify } from "yaml";
import { maxPlaybookBytes, parsePlaybook } from "./parse-playbook.ts";

/** Of one section, everything that is named by id may be spread over files. */
type Sections = Record<string, unknown>;

/**
 * The text of a playbook: a file's as it stands, or those of all YAML files of a folder as one, in the order of their names. What two
 * files both say is refused with the names of both.
 */
export async function readPlaybookFiles(path: string): Promise<string> {
  if (!(await stat(path)).isDirectory()) return readText(path);
  const texts: Array<{ name: string; text: string }> = [];
  for (const name of (await readdir(path)).sort()) {
    const isYaml = /\.ya?ml$/.test(name) && (await stat(join(path, name))).isFile();
    if (isYaml) texts.push({ name, text: await readText(join(path, name)) });
  }
  if (texts.length === 0) throw new AttuneError("bad-request", `${path} holds no .yaml file.`);
  return texts.length === 1 ? texts[0]!.text : joinPlaybookFiles(texts);
}

/** One byte more than a playbook may have is enough to see that it has too many: what never ends is not read on. */
async function readText(path: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(path, { end: maxPlaybookBytes })) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function joinPlaybookFiles(files: ReadonlyArray<{ name: string; text: string }>): string {
  const whole: Sections = {};
  /** Where each key and each `section.id` was said. */
  const saidIn = new Map<string, string>();
  const say = (path: string, name: string) => {
    const before = saidIn.get(path);
    if (before !== undefined)
      throw new AttuneError("bad-request", `${path} is declared in ${before} and again in ${name}.`, { path });
    saidIn.set(path, name);
  };
  for (const { name, text } of files) {
    for (const [section, value] of Object.entries(sectionsOf(name, text))) {
      const present = whole[section];
      if (!isObject(value) || (present !== undefined && !isObject(present))) {
        say(section, name);
        whole[section] = value;
        continue;
      }
      if (!saidIn.has(section)) saidIn.set(section, name);
      for (const id of Object.keys(value)) say(`${section}.${id}`, name);
      whole[section] = { ...present, ...value };
    }
  }
  return stringify(whole, { lineWidth: 140 });
}

/** What a file says, with its own name where it says it wrongly. */
function sectionsOf(name: string, text: string): Sections {
  try {
    return parsePlaybook(text) as Sections;
  } catch (error) {
    if (!(error instanceof AttuneError)) throw error;
    const message = error.message.replace(/^attune\.yaml/, name);
    throw new AttuneError("bad-request", message, error.path === undefined ? {} : { path: error.path });
  }
}

function isObject(value: unknown): value is Sections {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

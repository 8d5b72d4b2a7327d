import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { AttuneError } from "@attune/model/errors";
import { parseDocument, stringify } from "yaml";

/** Of one section, everything that is named by id may be spread over files. */
type Sections = Record<string, unknown>;

/**
 * The text of a playbook: a file's as it stands, or those of all YAML files of a folder as one, in the order of their names. What two
 * files both say is refused with the names of both.
 */
export async function readPlaybookFiles(path: string): Promise<string> {
  if (!(await stat(path)).isDirectory()) return readFile(path, "utf8");
  const names = (await readdir(path)).filter((name) => /\.ya?ml$/.test(name)).sort();
  const texts = await Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(path, name), "utf8") })),
  );
  if (texts.length === 0) throw new AttuneError("bad-request", `${path} holds no .yaml file.`);
  return texts.length === 1 ? texts[0]!.text : joinPlaybookFiles(texts);
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

function sectionsOf(name: string, text: string): Sections {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw new AttuneError("bad-request", `${name} cannot be read: ${error.message}`);
  const value: unknown = document.toJS({ maxAliasCount: 100 }) ?? {};
  if (!isObject(value)) throw new AttuneError("bad-request", `${name} is no playbook: it has no sections.`);
  return value;
}

function isObject(value: unknown): value is Sections {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

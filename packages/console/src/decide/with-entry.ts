import { parseDocument } from "yaml";

type Path = readonly string[];

/** The playbook's text with an entry put in, or in place of the one at its path; comments and the order of everything else stay. */
export function withEntry(text: string, path: Path, entry: unknown): string {
  const document = parseDocument(text);
  document.setIn(path, document.createNode(entry));
  return document.toString({ lineWidth: 140 });
}

/** The text without the entry at a path, and without the section that it was alone in; the same text where there is none. */
export function withoutEntry(text: string, path: Path): string {
  const document = parseDocument(text);
  if (!document.hasIn(path)) return text;
  document.deleteIn(path);
  const section = path.slice(0, -1);
  const rest = document.getIn(section) as { items?: unknown[] } | undefined;
  if (section.length > 0 && rest?.items?.length === 0) document.deleteIn(section);
  return document.toString({ lineWidth: 140 });
}

/** What stands at a path, as plain data; undefined where nothing does. */
export function entryAt<T>(text: string, path: Path): T | undefined {
  const found = path.reduce<unknown>(
    (at, name) =>
      typeof at === "object" && at !== null && Object.hasOwn(at, name)
        ? (at as Record<string, unknown>)[name]
        : undefined,
    parseDocument(text).toJS(),
  );
  return found as T | undefined;
}

/** The ids of a section's entries, in its order. */
export const idsIn = (text: string, section: string): string[] => Object.keys(entryAt<object>(text, [section]) ?? {});

import { openColumns } from "./open-columns.ts";

/** Which group each id is in: the first word that a table has for it. */
export async function readGroups(
  path: string,
  { id, group, header }: { id: string; group: string; header: boolean },
): Promise<Map<string, string>> {
  const groups = new Map<string, string>();
  for await (const [key = "", word = ""] of openColumns(path, { columns: [id, group], header })) {
    if (key !== "" && word !== "" && !groups.has(key)) groups.set(key, word);
  }
  return groups;
}

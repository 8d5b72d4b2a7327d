/** Enough of a file to hold the line with its columns. */
const headBytes = 65_536;

/** The names of a table's columns, from the beginning of a file of CSV or TSV, gzip or not. Empty where its first line does not end there. */
export async function columnsOfFile(file: File): Promise<string[]> {
  const magic = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const isGzip = magic[0] === 0x1f && magic[1] === 0x8b;
  return columnsIn(isGzip ? await unpackedHead(file) : await file.slice(0, headBytes).text());
}

async function unpackedHead(file: File): Promise<string> {
  const reader = file.stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  const decoder = new TextDecoder();
  let text = "";
  while (text.length < headBytes && !text.includes("\n")) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  return text;
}

/** The columns that the first line of a text names: between tabs where it has any, else between commas; quotes as in RFC 4180. */
export function columnsIn(text: string): string[] {
  const [line = ""] = text.replace(/^\uFEFF/, "").split(/\r?\n/, 1);
  if (line.trim() === "") return [];
  if (line.includes("\t")) return line.split("\t").map((name) => name.trim());
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, bare]) =>
    (quoted === undefined ? (bare ?? "") : quoted.replaceAll('""', '"')).trim(),
  );
}

export interface ColumnRoles {
  person: string;
  click: string;
  conversion: string;
  value: string;
  signals: string[];
}

const usual: ReadonlyArray<[Exclude<keyof ColumnRoles, "signals">, RegExp]> = [
  ["person", /^(person|user|visitor|customer|profile|anonymous)(_?id)?$/i],
  ["click", /^click(ed|s)?$/i],
  ["conversion", /^(conver(sion|ted)|bought|ordered|purchased?)$/i],
  ["value", /^(value|cart(_?value)?|revenue|amount|basket)$/i],
];

/** What the columns most likely are, by their names; all that is left counts as a signal, except ids and times. */
export function likelyRoles(columns: readonly string[]): ColumnRoles {
  const found = Object.fromEntries(
    usual.map(([role, pattern]) => [role, columns.find((name) => pattern.test(name)) ?? ""]),
  ) as Omit<ColumnRoles, "signals">;
  const taken = new Set(Object.values(found));
  const isOther = (name: string) => /(^|_)(id|time|at|date|timestamp)$/i.test(name);
  return { ...found, signals: columns.filter((name) => name !== "" && !taken.has(name) && !isOther(name)) };
}

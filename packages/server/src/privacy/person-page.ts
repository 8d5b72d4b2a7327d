import type { PersonRecord } from "./person-record.ts";

/** The record of a person as one page that needs nothing else: to be read, printed and sent. */
export function personPage(record: PersonRecord): string {
  const { profile, consent, segments, events, decisions, journeys, messages, setAside } = record;
  const { identities, traits, scores, offers, ...rest } = profile as Record<string, unknown>;
  const sections = [
    section("Who you are to us", table(identities), table(asRows(traits, "what", "value"))),
    section("What you chose", table(consent.choices), table(consent.proofs), table(consent.texts)),
    section("Groups you are in", table(segments), table(record.segmentChanges)),
    section("Estimates about you", table(scores)),
    section("Offers", table(offers)),
    section("What you did", table(events)),
    section("What was decided for you", table(decisions)),
    section("Conversations", table(journeys), table(messages)),
    section("Received and not understood", table(setAside)),
    section("Sums", table(asRows(rest, "what", "value"))),
  ];
  const style =
    "body{font:1rem/1.5 system-ui;max-width:70rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}table{border-collapse:collapse;width:100%;margin:.5rem 0}td,th{border:1px solid #8886;padding:.25rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}div{overflow-x:auto}";
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>All that is kept of you</title><style>${style}</style></head><body><h1>All that is kept of you</h1><p>As of ${escaped(record.exportedAt)}.</p>${sections.join("")}</body></html>\n`;
}

function section(title: string, ...tables: string[]): string {
  const told = tables.filter((one) => one !== "").join("");
  return `<section><h2>${escaped(title)}</h2>${told === "" ? "<p>Nothing.</p>" : told}</section>`;
}

function asRows(object: unknown, name: string, value: string): object[] {
  return Object.entries(object as object).map(([key, one]) => ({ [name]: key, [value]: one }));
}

/** Rows of an unknown shape: a column for each field that any of them has. */
function table(rows: unknown): string {
  const list = (rows ?? []) as Array<Record<string, unknown>>;
  if (list.length === 0) return "";
  const columns = [...new Set(list.flatMap((row) => Object.keys(row)))];
  const head = columns.map((column) => `<th scope="col">${escaped(column)}</th>`).join("");
  const body = list.map((row) => `<tr>${columns.map((column) => `<td>${cell(row[column])}</td>`).join("")}</tr>`);
  return `<div><table><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table></div>`;
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return "";
  return escaped(typeof value === "object" ? JSON.stringify(value) : String(value));
}

function escaped(text: string): string {
  const marks: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (mark) => marks[mark]!);
}

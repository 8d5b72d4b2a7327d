/** Text that is HTML already. */
export interface Markup {
  readonly markup: string;
}

type Hole = Markup | string | number | null | false | readonly Hole[];

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function written(hole: Hole): string {
  if (hole === null || hole === false) return "";
  if (typeof hole === "object") return "markup" in hole ? hole.markup : hole.map(written).join("");
  return String(hole).replace(/[&<>"']/g, (letter) => entities[letter] ?? "");
}

/** HTML from a template: what is put in is text and is escaped, unless it is markup itself. Null and false write nothing. */
export function html(parts: TemplateStringsArray, ...holes: Hole[]): Markup {
  return { markup: String.raw({ raw: parts }, ...holes.map(written)) };
}

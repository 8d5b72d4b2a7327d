const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", "#39": "'" };

/** What stands in these is not read. */
const unread = new Set(["style", "script", "head", "title"]);
/** Where these begin or end a line ends. */
const lineEnds = new Set(["br", "/p", "/div", "/tr", "/li", "/table", "/h1", "/h2", "/h3", "/h4", "/h5", "/h6"]);
const hiddenDiv = 'div style="display:none';

/**
 * The plain text part of a mail, from its HTML: what is read, with links after their words. Styles, comments and hidden preheaders go. It is
 * for reading, never shown as HTML. Linear.
 */
export function plainTextOf(html: string): string {
  return [...visible(html)]
    .join("")
    .replace(/&(#?\w+);/g, (all, name: string) => entities[name.toLowerCase()] ?? all)
    .replace(/[ \t\u00a0]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** The words of a page and its line breaks, piece by piece. */
function* visible(html: string): Generator<string> {
  const find = finderIn(html.toLowerCase());
  let link: { url: string; words: string[] } | null = null;
  let isHiddenSeen = false;
  for (let at = 0; at < html.length; ) {
    const open = find("<", at);
    const close = open < 0 ? -1 : find(">", open);
    const words = html.slice(at, close < 0 ? html.length : open);
    if (link === null) yield words;
    else link.words.push(words);
    if (close < 0) break;
    const tag = html.slice(open + 1, close);
    const name = /^\/?[a-z][\w-]*/i.exec(tag)?.[0].toLowerCase() ?? "";
    at = close + 1;
    if (tag.startsWith("!--")) at = after(find, "-->", open + 4) ?? at;
    else if (unread.has(name)) at = after(find, `</${name}`, at, ">") ?? at;
    else if (!isHiddenSeen && tag.startsWith(hiddenDiv)) {
      isHiddenSeen = true;
      at = after(find, "</div>", at) ?? at;
    } else if (name === "a" && link === null) {
      const url = /\bhref="([^"]*)"/i.exec(tag)?.[1];
      if (url !== undefined && find("</a>", at) >= 0) link = { url, words: [] };
    } else if (name === "/a" && link !== null) {
      const read = link.words.join("").trim();
      yield read === "" || read === link.url ? link.url : `${read} (${link.url})`;
      link = null;
    } else {
      const mark = name === "li" ? "\n- " : lineEnds.has(name) ? "\n" : "";
      if (mark !== "" && link === null) yield mark;
      else if (mark !== "") link!.words.push(mark);
    }
  }
  if (link !== null) yield link.words.join("");
}

type Find = (what: string, from: number) => number;

/** What was not found once does not come later either, and is not looked for again. */
function finderIn(text: string): Find {
  const missing = new Set<string>();
  return (what, from) => {
    if (missing.has(what)) return -1;
    const at = text.indexOf(what, from);
    if (at < 0) missing.add(what);
    return at;
  };
}

/** The place behind `what`, and behind the `end` that follows it. */
function after(find: Find, what: string, from: number, end = ""): number | null {
  const at = find(what, from);
  if (at < 0) return null;
  const last = end === "" ? at + what.length : find(end, at) + 1;
  return last > 0 ? last : null;
}

import { AttuneError } from "@attune/model/errors";
import type { FeedPart, FeedReader } from "./feed.ts";
import { googleItem } from "./google-item.ts";

/** A single item larger than this is no item. */
const longestItem = 1_000_000;
const itemOpening = /<(item|entry)(?:\s[^>]*)?>/;

/** Google Merchant's RSS 2.0 and Atom feeds, item by item as they come: memory is one chunk and one item. */
export function googleXmlFeed(clock: () => number): FeedReader {
  return async function* read(source, money) {
    const decoder = new TextDecoder();
    let text = "";
    let place = 0;
    for await (const chunk of source) {
      text += decoder.decode(chunk, { stream: true });
      const part: FeedPart = { items: [], refused: [] };
      for (let found = nextItem(text); found !== null; found = nextItem(text)) {
        text = text.slice(found.end);
        place += 1;
        try {
          part.items.push(googleItem(attributesOf(found.inner), money, clock()));
        } catch (error) {
          part.refused.push({ line: place, reason: (error as Error).message });
        }
      }
      if (text.length > longestItem) {
        const opening = itemOpening.exec(text);
        if (opening === null) text = text.slice(-200);
        else if (opening.index > 0) text = text.slice(opening.index);
        else throw new AttuneError("bad-request", `Item ${place + 1} of the feed does not end.`);
      }
      yield part;
    }
    if (itemOpening.test(text)) throw new AttuneError("bad-request", `The feed is cut off within item ${place + 1}.`);
  };
}

function nextItem(text: string): { inner: string; end: number } | null {
  const opening = itemOpening.exec(text);
  if (opening === null) return null;
  const closing = `</${opening[1]}>`;
  const from = opening.index + opening[0].length;
  const until = text.indexOf(closing, from);
  return until < 0 ? null : { inner: text.slice(from, until), end: until + closing.length };
}

const element = /<([a-zA-Z_][\w.-]*:)?([\w.-]+)((?:\s[^>]*)?)>([\s\S]*?)<\/(?:\1)?\2>/g;

/** Direct children by name, the first of each; those that hold elements themselves (shipping, tax) are none of ours. */
function attributesOf(inner: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, , name = "", , content = ""] of inner.matchAll(element)) {
    const text = textOf(content);
    if (text !== null && !attributes.has(name.toLowerCase())) attributes.set(name.toLowerCase(), text);
  }
  for (const [, href = ""] of inner.matchAll(/<link\s[^>]*href="([^"]*)"[^>]*\/>/g))
    if (!attributes.has("link")) attributes.set("link", unescaped(href));
  return attributes;
}

/** Null where it holds elements. */
function textOf(content: string): string | null {
  const parts = content.split(/<!\[CDATA\[([\s\S]*?)\]\]>/);
  if (parts.some((part, index) => index % 2 === 0 && /<[a-zA-Z]/.test(part))) return null;
  return parts
    .map((part, index) => (index % 2 === 0 ? unescaped(part) : part))
    .join("")
    .trim();
}

const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(#x[\da-fA-F]{1,6}|#\d{1,7}|\w+);/g, (whole, entity: string) => {
    if (!entity.startsWith("#")) return named[entity] ?? whole;
    const code = entity[1] === "x" ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1));
    return code <= 0x10_ffff ? String.fromCodePoint(code) : whole;
  });
}

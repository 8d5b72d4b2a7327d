// What a browser loads of the built console before it can show a page: the entry, what it imports, and a page. Bytes of gzip; run after `npm run build`.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const build = new URL("../packages/console/build/", import.meta.url);
const assets = new URL("assets/", build);
const counted = new Set();

/** A script and everything that it imports, each counted once. */
function bytesOf(name) {
  if (counted.has(name)) return 0;
  counted.add(name);
  const text = readFileSync(new URL(name, assets), "utf8");
  const imported = [...text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)].map(([, found]) => found);
  return imported.reduce((sum, found) => sum + bytesOf(found), gzipSync(text).length);
}

const page = readFileSync(new URL("index.html", build), "utf8");
const frame = [...page.matchAll(/"\.\/assets\/([^"]+\.js)"/g)].reduce((sum, [, name]) => sum + bytesOf(name), 0);
const overview = bytesOf(readdirSync(assets).find((name) => /^overview-.*\.js$/.test(name)));
process.stdout.write(`${JSON.stringify({ frame, overview, firstLoad: frame + overview })}\n`);

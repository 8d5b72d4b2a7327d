// Copies what runs into DIR/lean, and what only the embedded analytics engine needs into DIR/engine. Called by the Dockerfile after a build and a prune.
import { cpSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const target = process.argv[2];
if (target === undefined) throw new Error("usage: node deploy/keep-what-runs.mjs DIR");
const root = fileURLToPath(new URL("..", import.meta.url));
const lean = join(target, "lean");
const engine = join(target, "engine");

function copy(path, to = lean) {
  if (!existsSync(join(root, path))) return;
  mkdirSync(join(to, path, ".."), { recursive: true });
  cpSync(join(root, path), join(to, path), { recursive: true, verbatimSymlinks: true });
}

for (const name of ["package.json", "LICENSE", "README.md", "spec"]) copy(name);
for (const name of readdirSync(join(root, "packages")))
  for (const part of ["package.json", "dist", "build", "assets"]) copy(join("packages", name, part));
// chDB is a database of half a gigabyte: a node of a cluster has ClickHouse elsewhere.
const engines = ["chdb", "@chdb"];
mkdirSync(join(lean, "node_modules"), { recursive: true });
for (const name of readdirSync(join(root, "node_modules")))
  copy(join("node_modules", name), engines.includes(name) ? engine : lean);

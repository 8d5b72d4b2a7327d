// Types of the tests, formatting and lint, import boundaries and cycles, unused files and exports.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const checks = [
  ["types of tests", ["node_modules/typescript/bin/tsc", "-p", "tsconfig.tests.json"]],
  ["biome", ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."]],
  ["boundaries", ["scripts/check-boundaries.mjs"]],
  ["unused code", ["node_modules/knip/bin/knip.js", "--no-progress"]],
];

const failed = [];
for (const [name, args] of checks) {
  process.stdout.write(`check: ${name}\n`);
  if (spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status !== 0) failed.push(name);
}
if (failed.length > 0) {
  process.stdout.write(`check failed: ${failed.join(", ")}\n`);
  process.exit(1);
}

// Compiles every package, then bundles the client for browsers, the console and the storefront. Progress goes to stderr, so that a command's stdout stays its own.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const startedAt = Date.now();

function run(name, args, cwd = root) {
  process.stderr.write(`build: ${name}\n`);
  const result = spawnSync(process.execPath, args, { cwd, stdio: ["ignore", 2, 2] });
  if (result.status !== 0) {
    process.stderr.write(`build: ${name} failed\n`);
    process.exit(result.status ?? 1);
  }
}

run("packages", ["node_modules/typescript/bin/tsc", "-b", "tsconfig.json"]);
run("sdk", [`${root}/packages/sdk/build.mjs`]);
for (const site of ["console", "storefront"]) {
  run(site, [`${root}/node_modules/vite/bin/vite.js`, "build", "--logLevel", "warn"], `${root}/packages/${site}`);
}

// `attune` builds again when a source file is newer than this.
writeFileSync(`${root}/packages/server/dist/.built-at`, `${startedAt}\n`);

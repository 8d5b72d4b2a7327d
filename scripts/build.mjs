// Compiles every package, then the console. Progress goes to stderr, so that a command's stdout stays its own.
import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
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
if (existsSync(`${root}/packages/console/vite.config.ts`)) {
  run("console", [`${root}/node_modules/vite/bin/vite.js`, "build", "--logLevel", "warn"], `${root}/packages/console`);
}

// `attune` builds again when a source file is newer than this.
writeFileSync(`${root}/packages/server/dist/.built-at`, `${startedAt}\n`);

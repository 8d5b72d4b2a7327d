// Bundles what browsers load into build/, or into the folder that is named, as ES modules (`.mjs`) and for script tags (`.js`).
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const folder = fileURLToPath(new URL(".", import.meta.url));
const outDir = resolve(process.argv[2] ?? `${folder}build`);
const bundles = [
  { entry: "browser", file: "attune.mjs", format: "es" },
  { entry: "script-tag", file: "attune.js", format: "iife" },
  ...["banner", "preferences", "why"].map((entry) => ({ entry, file: `${entry}.mjs`, format: "es" })),
  { entry: "notices-script-tag", file: "notices.js", format: "iife" },
];

rmSync(outDir, { recursive: true, force: true });
for (const { entry, file, format } of bundles) {
  await build({
    root: folder,
    configFile: false,
    logLevel: "warn",
    resolve: { conditions: ["attune-source", "module", "browser"] },
    build: {
      outDir,
      emptyOutDir: false,
      target: "es2022",
      minify: "oxc",
      rolldownOptions: {
        input: `src/${entry}.ts`,
        preserveEntrySignatures: "strict",
        output: { format, entryFileNames: file },
      },
    },
  });
}
for (const file of readdirSync(outDir)) {
  process.stderr.write(`build: sdk ${file} ${gzipSync(readFileSync(`${outDir}/${file}`)).length} bytes gzip\n`);
}

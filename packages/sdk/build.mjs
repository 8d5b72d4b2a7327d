// Bundles what browsers load into build/, as ES modules (`.mjs`) and for script tags (`.js`).
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const folder = fileURLToPath(new URL(".", import.meta.url));
const bundles = [
  { entry: "browser", file: "attune.mjs", format: "es" },
  { entry: "script-tag", file: "attune.js", format: "iife" },
];

rmSync(`${folder}build`, { recursive: true, force: true });
for (const { entry, file, format } of bundles) {
  await build({
    root: folder,
    configFile: false,
    logLevel: "warn",
    resolve: { conditions: ["attune-source", "module", "browser"] },
    build: {
      outDir: "build",
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
for (const file of readdirSync(`${folder}build`)) {
  process.stderr.write(`build: sdk ${file} ${gzipSync(readFileSync(`${folder}build/${file}`)).length} bytes gzip\n`);
}

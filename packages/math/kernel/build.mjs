// Compiles kernels.ts and writes the module, as base64, into src/generated/. Needs the AssemblyScript compiler:
//   npx --package=assemblyscript@0.28.20 node packages/math/kernel/build.mjs
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "kernels-"));
const wasm = join(folder, "kernels.wasm");
const options = ["--outFile", wasm, "-O3", "--noAssert", "--runtime", "stub", "--enable", "simd,threads,bulk-memory"];
const memory = ["--importMemory", "--sharedMemory", "--maximumMemory", "65536", "--initialMemory", "1"];
execFileSync("asc", [join(here, "kernels.ts"), ...options, ...memory], { stdio: "inherit" });
const base64 = readFileSync(wasm).toString("base64");
rmSync(folder, { recursive: true });
const header = "/** WebAssembly of kernel/kernels.ts, written by kernel/build.mjs. */\n";
writeFileSync(join(here, "../src/generated/kernels.ts"), `${header}export const kernelsWasm =\n  "${base64}";\n`);

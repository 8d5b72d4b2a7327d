// Runs dependency-cruiser over the sources and fails, too, when it read nothing.

import { fileURLToPath } from "node:url";
import swc from "@swc/core";
import { cruise } from "dependency-cruiser";
import configuration from "../.dependency-cruiser.mjs";

// dependency-cruiser 17 asks swc for TypeScript and never for JSX, so that every .tsx file would stop it.
const { parseFileSync } = swc;
swc.parseFileSync = (path, options) => parseFileSync.call(swc, path, { ...options, tsx: path.endsWith(".tsx") });

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const { output } = await cruise(["packages"], {
  ...configuration.options,
  ruleSet: { forbidden: configuration.forbidden },
  validate: true,
});
const { totalCruised, violations } = output.summary;
for (const v of violations) process.stdout.write(`${v.rule.severity} ${v.rule.name}: ${v.from} -> ${v.to}\n`);
if (totalCruised < 20) {
  process.stdout.write(`boundaries: only ${totalCruised} modules were read; the check is broken\n`);
  process.exit(1);
}
process.stdout.write(`boundaries: ${totalCruised} modules, ${violations.length} violations\n`);
process.exit(violations.some((v) => v.rule.severity === "error") ? 1 : 0);

import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const executablePath = process.env.ATTUNE_CHROMIUM ?? "/usr/bin/chromium";
const isRequired = process.env.ATTUNE_REQUIRE_BROWSER === "1";

/** True where browser tests must be skipped; says so, once for each file, on the screen. Where a browser is required, its absence fails the test. */
export function skipsBrowserTests(what: string): boolean {
  const skips = !existsSync(executablePath) && !isRequired;
  if (skips) process.stdout.write(`skipped: ${what}, because there is no ${executablePath}; .ci/run installs it\n`);
  return skips;
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

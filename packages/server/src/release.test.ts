import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { release } from "./release.ts";

it("is what the package says", () => {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  expect(release).toBe(version);
});

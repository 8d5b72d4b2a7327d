import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { scenarioFileSchema } from "./scenario-file.ts";

it("spec/scenario.schema.json is the schema that scenario files are checked with; `node scripts/write-scenario-schema.mjs` writes it", () => {
  const published: unknown = JSON.parse(
    readFileSync(new URL("../../../spec/scenario.schema.json", import.meta.url), "utf8"),
  );
  expect(published).toEqual({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Attune scenario file",
    ...JSON.parse(JSON.stringify(scenarioFileSchema)),
  });
});

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { playbookFileSchema } from "./playbook-file.ts";

it("spec/playbook.schema.json is the schema that playbooks are checked with; `node scripts/write-playbook-schema.mjs` writes it", () => {
  const published: unknown = JSON.parse(
    readFileSync(new URL("../../../spec/playbook.schema.json", import.meta.url), "utf8"),
  );
  expect(published).toEqual({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Attune playbook",
    ...JSON.parse(JSON.stringify(playbookFileSchema)),
  });
});

import { writeFileSync } from "node:fs";
import { playbookFileSchema } from "../packages/model/dist/playbook-file.js";

// The schema that editors check an attune.yaml with: the one that the product itself checks it with.
const schema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Attune playbook",
  ...JSON.parse(JSON.stringify(playbookFileSchema)),
};
writeFileSync(new URL("../spec/playbook.schema.json", import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);

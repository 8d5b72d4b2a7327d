import { writeFileSync } from "node:fs";
import { scenarioFileSchema } from "../packages/model/dist/scenario-file.js";

// The schema that editors check scenario files with: the one that the product itself checks them with.
const schema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Attune scenario file",
  ...JSON.parse(JSON.stringify(scenarioFileSchema)),
};
writeFileSync(new URL("../spec/scenario.schema.json", import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);

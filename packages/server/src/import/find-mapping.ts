import { AttuneError } from "@attune/model/errors";
import { compileMapping } from "./compile-mapping.ts";
import type { Mapping } from "./mapping.ts";
import { parseMappingFile } from "./mapping-file.ts";
import { onlineRetail } from "./mappings/online-retail.ts";
import { segmentJsonl } from "./mappings/segment-jsonl.ts";

const builtIn = new Map<string, Mapping>(
  [compileMapping(onlineRetail), segmentJsonl].map((mapping) => [mapping.name, mapping]),
);

/** A built-in mapping by its name, or one's own from the content of a mapping file. Throws `bad-request`, saying what is wrong. */
export function findMapping(nameOrFile: unknown): Mapping {
  if (typeof nameOrFile !== "string") return compileMapping(parseMappingFile(nameOrFile));
  const found = builtIn.get(nameOrFile);
  if (found !== undefined) return found;
  const known = [...builtIn.keys()].join(", ");
  throw new AttuneError("bad-request", `There is no mapping \`${nameOrFile.slice(0, 100)}\`; built in are ${known}.`, {
    path: "mapping",
  });
}

import { AttuneError } from "@attune/model/errors";
import { compileMapping } from "./compile-mapping.ts";
import type { Mapping } from "./mapping.ts";
import { parseMappingFile } from "./mapping-file.ts";
import { customerCare } from "./mappings/customer-care.ts";
import { customerLists } from "./mappings/customer-lists.ts";
import { onlineRetail } from "./mappings/online-retail.ts";
import { segmentJsonl } from "./mappings/segment-jsonl.ts";
import { shopLedgers } from "./mappings/shop-ledgers.ts";

const builtIn = new Map<string, Mapping>(
  [
    compileMapping(onlineRetail),
    segmentJsonl,
    ...[...customerLists, ...shopLedgers, ...customerCare].map((file) => compileMapping(parseMappingFile(file))),
  ].map((mapping) => [mapping.name, mapping]),
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

import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { fate } from "./collect-cases.suite.ts";
import { parseBody } from "./parse-body.ts";

const dataFolder = process.env.ATTUNE_DATA ?? resolve(import.meta.dirname, "../../../../../shared/data");
const file = resolve(dataFolder, "segment-spec-payloads/segment_spec_payloads.jsonl");
const isThere = existsSync(file);
if (!isThere) console.warn(`skipped: ${file} is not there`);

interface SpecExample {
  file: string;
  kind: "raw" | "call";
  payload?: Record<string, unknown>;
  method?: string;
  args?: unknown[];
}

/** What analytics.js makes of a call: the page's anonymous id, and the arguments in their places. */
function payloadOf({ payload, method, args = [] }: SpecExample): Record<string, unknown> {
  if (payload !== undefined) return payload;
  const [first, second, third] = args;
  const common = { type: method, anonymousId: "a-1", messageId: "m-1" };
  if (method === "track" && typeof first === "object") return { ...common, ...first };
  if (method === "track") return { ...common, event: first, properties: second, ...(third as object) };
  if (method === "alias") return { ...common, userId: first, previousId: second ?? "a-1" };
  const [id, fields] = typeof first === "object" ? [undefined, first] : [first, second];
  if (method === "identify") return { ...common, userId: id, traits: fields };
  if (method === "group") return { ...common, groupId: id, traits: fields };
  const texts = args.filter((arg) => typeof arg === "string");
  return { ...common, name: texts.at(-1), properties: args.find((arg) => typeof arg === "object") };
}

describe.skipIf(!isThere)("the examples of the Segment Spec", () => {
  const examples = isThere
    ? readFileSync(file, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as SpecExample)
    : [];

  it("are all kept, but for those that name nobody and those that are only a part of an event", () => {
    const refused: string[] = [];
    for (const example of examples) {
      const [raw] = parseBody(Buffer.from(JSON.stringify(payloadOf(example)))).raws;
      const result = fate(raw);
      if (result !== "keep") refused.push(`${example.file.replace(/^.*\//, "")}: ${result}`);
    }
    expect(refused).toEqual([
      // The value of `integrations` by itself.
      "common.md: unknown-type at type",
      // The syntax section of each page shows a call without anybody who makes it.
      "group.md: missing-identifier",
      "page.md: missing-identifier",
      "screen.md: missing-identifier",
      "track.md: missing-identifier",
    ]);
    expect(examples).toHaveLength(136);
  });
});

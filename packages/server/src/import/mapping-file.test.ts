import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { findMapping } from "./find-mapping.ts";
import { parseMappingFile } from "./mapping-file.ts";
import { onlineRetail } from "./mappings/online-retail.ts";

const least = { name: "mine", format: "csv", time: "when", identifiers: { userId: "who" }, events: [{ event: "A" }] };

describe("parseMappingFile", () => {
  it("takes the least a mapping needs, and the built-in one", () => {
    expect(parseMappingFile(least)).toEqual(least);
    expect(parseMappingFile(onlineRetail)).toEqual(onlineRetail);
  });

  it.each([
    [{ ...least, name: "My Orders" }, "mapping.name"],
    [{ ...least, tiem: "x" }, "mapping.tiem"],
    [{ ...least, identifiers: {} }, "mapping.identifiers"],
    [{ ...least, identifiers: { userID: "who" } }, "mapping.identifiers.userID"],
    [{ ...least, events: [] }, "mapping.events"],
    [{ ...least, events: [{ type: "track" }] }, "mapping.events[0].event"],
    [{ ...least, events: [{ event: "A", when: { is: "x" } }] }, "mapping.events[0].when.column"],
    [{ ...least, events: [{ event: "A", amount: "lines" }] }, "mapping.lines"],
    [{ ...least, timeZone: "Europe/Lodnon" }, "mapping.timeZone"],
    [{ ...least, time: undefined }, "mapping.time"],
    ["mine", "mapping"],
    [null, "mapping"],
  ])("names the path of what is wrong in %j: %s", (value, path) => {
    let problem: unknown;
    try {
      parseMappingFile(value);
    } catch (error) {
      problem = error;
    }
    expect(problem).toMatchObject({ code: "bad-request", path });
  });

  it("is what the guide's examples say it is", () => {
    const guide = readFileSync(resolve(import.meta.dirname, "../../../../docs/guide/import.md"), "utf8");
    const examples = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml]) => parse(yaml!) as unknown);
    expect(examples.length).toBeGreaterThanOrEqual(2);
    for (const example of examples) parseMappingFile(example);
    expect(examples).toContainEqual(onlineRetail);
  });
});

describe("findMapping", () => {
  it("finds the built-in ones and names them where it finds none", () => {
    expect(findMapping("online-retail").name).toBe("online-retail");
    expect(findMapping("segment-jsonl").name).toBe("segment-jsonl");
    expect(() => findMapping("online")).toThrow("online-retail, segment-jsonl");
  });
});

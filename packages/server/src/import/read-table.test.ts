import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TableFormat } from "./mapping.ts";
import { readTable } from "./read-table.ts";
import type { TableRows } from "./table-rows.ts";

const csv: TableFormat = { kind: "csv", delimiter: ",", encoding: "utf-8" };

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(content: string | Uint8Array, format: TableFormat = csv, chunkSize = 1 << 16): Promise<TableRows> {
  const all: TableRows = { rows: [], lines: [], refused: [] };
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  for await (const part of readTable(chunksOf(bytes, chunkSize), format)) {
    all.rows.push(...part.rows);
    all.lines.push(...part.lines);
    all.refused.push(...part.refused);
  }
  return all;
}

describe("readTable", () => {
  it("reads quoted fields with delimiters, doubled quotes and newlines, and counts physical lines", async () => {
    // The forms of RFC 4180, section 2.
    const found = await read('a,b,c\r\n"x, y","say ""hi""","two\nlines"\n\n1,,"3"\r\n');
    expect(found.rows).toEqual([
      ["a", "b", "c"],
      ["x, y", 'say "hi"', "two\nlines"],
      ["1", "", "3"],
    ]);
    expect(found.lines).toEqual([1, 2, 5]);
  });

  it("reads a last row without a newline, and a byte order mark", async () => {
    expect((await read("\ufeffa,b\n1,")).rows).toEqual([
      ["a", "b"],
      ["1", ""],
    ]);
    expect((await read('a\n"1"')).rows).toEqual([["a"], ["1"]]);
    expect((await read("")).rows).toEqual([]);
  });

  it("takes a quote inside an unquoted field as it is", async () => {
    expect((await read('7" single,x\n')).rows).toEqual([['7" single', "x"]]);
  });

  it("gives the same rows however the bytes are cut", async () => {
    const text = 'a,"b\r\n""c""",é\r\n"x",y,"ü\n"\n\nlast,"",€';
    const whole = await read(text);
    for (let size = 1; size < 12; size++) expect(await read(text, csv, size)).toEqual(whole);
  });

  it("reads back whatever was written by RFC 4180", async () => {
    const field = fc.oneof(fc.string(), fc.constantFrom('"', ",", "\n", "\r\n", '",\n"'));
    const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 5 });
    const written = (rows: string[][]) =>
      rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(",")).join("\r\n");
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 9 }), async (rows, size) => {
        expect((await read(written(rows), csv, size)).rows).toEqual(rows);
      }),
    );
  });

  it("refuses a malformed row alone, with its line", async () => {
    expect(await read('a,b\n"x"y,1\n2,3\n"never closed,4\n5,6\n')).toEqual({
      rows: [
        ["a", "b"],
        ["2", "3"],
        ["5", "6"],
      ],
      lines: [1, 3, 5],
      refused: [
        { line: 2, reason: "Text stands after a closing quote." },
        { line: 4, reason: "A quote that opens in this row is never closed." },
      ],
    });
  });

  it("refuses rows that are not UTF-8, or reads them in the encoding of the mapping", async () => {
    const bytes = Buffer.from("a,b\ncaf\xe9,1\nok,2\n", "latin1");
    const found = await read(bytes);
    expect(found.rows).toEqual([
      ["a", "b"],
      ["ok", "2"],
    ]);
    expect(found.refused).toEqual([{ line: 2, reason: expect.stringContaining("windows-1252") }]);
    expect((await read(bytes, { ...csv, encoding: "windows-1252" })).rows[1]).toEqual(["café", "1"]);
  });

  it("inflates gzip by its content and refuses a broken one", async () => {
    const zipped = gzipSync("a,b\n1,2\n");
    expect((await read(zipped, csv, 1)).rows).toHaveLength(2);
    await expect(read(zipped.subarray(0, 15))).rejects.toMatchObject({ code: "bad-request" });
  });

  it("passes on the failure of its source, zipped or not", async () => {
    for (const bytes of [Buffer.from("a,b\n1,2\n"), gzipSync("a,b\n1,2\n").subarray(0, 12)]) {
      async function* failing() {
        yield bytes;
        throw new Error("the line went dead");
      }
      const reading = async () => {
        for await (const _ of readTable(failing(), csv));
      };
      await expect(reading()).rejects.toThrow("the line went dead");
    }
  });

  it("reads tabs and lines of JSON", async () => {
    expect((await read("a\tb\n1\t2\n", { ...csv, delimiter: "\t" })).rows[1]).toEqual(["1", "2"]);
    const found = await read('{"a":"x,y"}\r\n\n{"b":1}', { ...csv, kind: "jsonl" });
    expect(found.rows).toEqual([['{"a":"x,y"}'], ['{"b":1}']]);
    expect(found.lines).toEqual([1, 3]);
  });
});

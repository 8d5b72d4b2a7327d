import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCsvScanner } from "./csv-scanner.ts";

function scan(pieces: string[], wanted = [0, 1]): { rows: string[][]; lines: number[]; header: string[] } {
  const result = { rows: [] as string[][], lines: [] as number[], header: [] as string[] };
  const scanner = createCsvScanner({
    header(names) {
      result.header = names;
      return wanted;
    },
    row(cells, line) {
      result.rows.push([...cells]);
      result.lines.push(line);
    },
  });
  for (const piece of pieces) scanner.push(piece);
  scanner.end();
  return result;
}

describe("createCsvScanner", () => {
  it("reads quoted cells with delimiters, quotes and line breaks, Windows line ends, a byte order mark and a missing last line break", () => {
    const text = '\uFEFFname,note\r\nAda,"a, ""b""\r\nc"\r\n\r\nBob,plain';
    expect(scan([text]).rows).toEqual([
      ["Ada", 'a, "b"\r\nc'],
      ["Bob", "plain"],
    ]);
  });

  it("gives the same rows however the text is cut", () => {
    const text = 'a;b;c\n1;"x;""y""";3\n4;5;6\n"7\n7";8;9\n';
    const whole = scan([text], [2, 1]).rows;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 8 }), (cuts) => {
        const ends = [...new Set([0, ...cuts.sort((x, y) => x - y), text.length])];
        const pieces = ends.slice(1).map((end, i) => text.slice(ends[i], end));
        expect(scan(pieces, [2, 1]).rows).toEqual(whole);
      }),
    );
    expect(whole).toEqual([
      ["3", 'x;"y"'],
      ["6", "5"],
      ["9", "8"],
    ]);
  });

  it("finds tabs as delimiter, and gives a column twice when it is wanted twice", () => {
    expect(scan(["a\tb\n1\t2\n"], [1, 0, 1]).rows).toEqual([["2", "1", "2"]]);
  });

  it("names the line that is too short", () => {
    expect(() => scan(["a,b\n1,2\n3\n"])).toThrow("Line 3 has 1 columns");
  });

  it("refuses an empty file and one that ends within quotes", () => {
    expect(() => scan([""])).toThrow("empty");
    expect(() => scan(['a,b\n1,"2\n'])).toThrow("within quotes");
  });
});

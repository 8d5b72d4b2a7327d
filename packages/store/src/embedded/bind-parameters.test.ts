import { describe, expect, it } from "vitest";
import { bindParameters } from "./bind-parameters.ts";

describe("bindParameters", () => {
  it("writes integers, null, text and lists of text as literals, each wherever it stands", () => {
    const sql =
      "SELECT {n:Int64} + {n:Int64}, {none:Nullable(Int32)}, {text:String}, {list:Array(String)}, {empty:Array(String)}";
    expect(bindParameters(sql, { n: -3, none: null, text: "a", list: ["a", "b"], empty: [] })).toBe(
      "SELECT -3 + -3, NULL, 'a', ['a', 'b'], []",
    );
  });

  it("lets no text end its literal", () => {
    const text = "\\' OR 1 = 1 -- '\0{n:Int64}";
    expect(bindParameters("SELECT {text:String}", { text, n: 1 })).toBe("SELECT '\\\\\\' OR 1 = 1 -- \\'\\0{n:Int64}'");
  });

  it("refuses what it cannot write exactly", () => {
    for (const value of [undefined, 1.5, Number.NaN, 2 ** 53, true, {}, [1.5]])
      expect(() => bindParameters("SELECT {x:Int64}", { x: value })).toThrow(TypeError);
  });
});

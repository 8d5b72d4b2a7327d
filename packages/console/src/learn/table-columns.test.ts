import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { columnsIn, columnsOfFile, likelyRoles } from "./table-columns.ts";

test("the first line names the columns, between commas or tabs, quoted or not", () => {
  expect(columnsIn('visitor,"price, EUR","say ""hi""",clicked\r\n1,2,3,4')).toEqual([
    "visitor",
    "price, EUR",
    'say "hi"',
    "clicked",
  ]);
  expect(columnsIn("\uFEFFa\tb, c\nx")).toEqual(["a", "b, c"]);
  expect(columnsIn("one")).toEqual(["one"]);
  expect(columnsIn("a,,b")).toEqual(["a", "", "b"]);
  expect(columnsIn("\n")).toEqual([]);
});

test("a file's columns are read, packed or not", async () => {
  const text = "visitor,affinity\np1,0.5\n";
  expect(await columnsOfFile(new File([text], "shown.csv"))).toEqual(["visitor", "affinity"]);
  expect(await columnsOfFile(new File([new Uint8Array(gzipSync(text))], "shown.csv.gz"))).toEqual([
    "visitor",
    "affinity",
  ]);
});

test("columns are taken for what their names say, and the rest for signals", () => {
  expect(likelyRoles(["visitor", "shown_at", "item_id", "affinity", "price", "clicked", "cart"])).toEqual({
    person: "visitor",
    click: "clicked",
    conversion: "",
    value: "cart",
    signals: ["affinity", "price"],
  });
});

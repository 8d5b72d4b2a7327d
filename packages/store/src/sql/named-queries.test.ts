import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { namedQueries } from "./named-queries.ts";

it.each(Object.keys(namedQueries))("%s has its SQL and its twin in files of its name", (name) => {
  for (const path of [`./${name}.sql.ts`, `../memory/${name}.ts`])
    expect(existsSync(new URL(path, import.meta.url)), path).toBe(true);
});

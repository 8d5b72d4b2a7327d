import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../testing/start-built-server.ts";
import { movedAside, removeMovedAside } from "./moved-aside.ts";

test("what restores moved aside is found and removed, and nothing else", async () => {
  const dataDirectory = await temporaryDirectory();
  for (const name of ["before-restore-1", "before-restore-2", "state"]) {
    await mkdir(join(dataDirectory, name));
    await writeFile(join(dataDirectory, name, "data.mdb"), "bytes");
  }
  expect((await movedAside(dataDirectory)).sort()).toEqual(["before-restore-1", "before-restore-2"]);
  expect((await removeMovedAside(dataDirectory)).sort()).toEqual(["before-restore-1", "before-restore-2"]);
  expect(await readdir(dataDirectory)).toEqual(["state"]);
  await rm(dataDirectory, { recursive: true });
});

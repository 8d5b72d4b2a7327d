import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { exchangeDataFile } from "./exchange-data-file.ts";

/** What the file system was asked to do, in order. */
const asked: string[] = [];
let directory = "";

vi.mock("node:fs", async (importOriginal) => {
  const fs = await importOriginal<typeof import("node:fs")>();
  const inDirectory = (path: unknown) => relative(directory, String(path));
  return {
    ...fs,
    fsyncSync(file: number) {
      asked.push(`fsync ${inDirectory(fs.readlinkSync(`/proc/self/fd/${file}`))}`);
      fs.fsyncSync(file);
    },
    renameSync(from: string, to: string) {
      asked.push(`rename ${inDirectory(from)} ${inDirectory(to)}`);
      fs.renameSync(from, to);
    },
  };
});

beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), "attune-exchange-")));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it.runIf(process.platform === "linux")(
  "has the fresh file on disk before it takes the place of the old one, and the exchange afterwards (Linux: /proc names the file)",
  () => {
    const [fresh, state] = [join(directory, "fresh"), join(directory, "state")];
    for (const path of [fresh, state]) mkdirSync(path);
    writeFileSync(join(fresh, "data.mdb"), "new");
    writeFileSync(join(state, "data.mdb"), "old");
    writeFileSync(join(state, "lock.mdb"), "locks");
    exchangeDataFile(fresh, state);
    expect(asked).toEqual(["fsync fresh/data.mdb", "rename fresh/data.mdb state/data.mdb", "fsync state"]);
    expect(readFileSync(join(state, "data.mdb"), "utf8")).toBe("new");
    expect([existsSync(fresh), existsSync(join(state, "lock.mdb"))]).toEqual([false, false]);
  },
);

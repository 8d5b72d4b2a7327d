import { Writable } from "node:stream";
import { expect, it } from "vitest";
import type { Environment } from "../../environment.ts";
import { UsageError } from "../usage-error.ts";
import { measureTotalsCommand } from "./totals.ts";

const nowhere: Environment = {
  writeKey: undefined,
  secretKey: undefined,
  logLevel: "silent",
  workingDirectory: "/",
  projectDirectory: new URL("file:///"),
  stdout: new Writable(),
  stderr: new Writable(),
};

it("attune measure totals says what is wrong with a range that ends before it begins, and asks no server", async () => {
  const argv = ["--from", "2026-02-01", "--to", "2026-01-31", "--url", "http://127.0.0.1:9", "--key", "k"];
  const answer = measureTotalsCommand(nowhere).parseAsync(argv, { from: "user" });
  await expect(answer).rejects.toThrow(UsageError);
  await expect(answer).rejects.toThrow("--from 2026-02-01 is after --to 2026-01-31");
});

import { Writable } from "node:stream";
import type { Command } from "commander";
import type { Environment } from "../environment.ts";

/** What a command wrote: to standard output, to standard error, and both in their order. */
export interface Written {
  out: string;
  err: string;
  both: string;
}

/** Runs one command in this process, as a person in `folder` would. Rejects as the command does. */
export async function runInProcess(
  folder: string,
  create: (environment: Environment) => Command,
  argv: string[],
): Promise<Written> {
  const written: Written = { out: "", err: "", both: "" };
  const into = (key: "out" | "err") =>
    new Writable({
      write(chunk, _encoding, done) {
        written[key] += String(chunk);
        written.both += String(chunk);
        done();
      },
    });
  const environment: Environment = {
    writeKey: undefined,
    secretKey: undefined,
    logLevel: "silent",
    workingDirectory: folder,
    projectDirectory: new URL("file:///"),
    stdout: into("out"),
    stderr: into("err"),
  };
  await create(environment).exitOverride().parseAsync(argv, { from: "user" });
  return written;
}

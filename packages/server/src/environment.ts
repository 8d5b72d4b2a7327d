import type { Writable } from "node:stream";

/** What the surroundings say, read once by main; nothing else looks at them. */
export interface Environment {
  writeKey: string | undefined;
  secretKey: string | undefined;
  logLevel: string;
  workingDirectory: string;
  /** Root of the project: where the built console and the built-in mappings are. */
  projectDirectory: URL;
  stdout: Writable;
  stderr: Writable & { isTTY?: boolean };
}

/** The command was called in a way that cannot work; the exit code is 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

import { AttuneError } from "@attune/model/errors";

/** The place of a name among those declared. */
export function indexOf(name: string, known: readonly string[], path: string): number {
  const index = known.indexOf(name);
  if (index !== -1) return index;
  throw new AttuneError(
    "bad-request",
    `scenario file: ${path} names ${JSON.stringify(name)}, which is not declared; known are ${known.join(", ") || "none"}.`,
    { path },
  );
}

import { UsageError } from "../usage-error.ts";

/** The path of a segment in the API. */
export function segmentPath(id: string): string {
  if (id === "." || id === "..") throw new UsageError(`${id} is not the id of a segment`);
  return `/v1/segments/${encodeURIComponent(id)}`;
}

/** The route of an experiment, and of what is done with it. */
export function experimentPath(id: string | undefined, verb = ""): string {
  return `/v1/experiments/${encodeURIComponent(id ?? "")}${verb === "" ? "" : `/${verb}`}`;
}

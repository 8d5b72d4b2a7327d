/** Where the person is: the part of the address behind `#`, as path segments (decoded) and a query. */
export interface RouteAddress {
  segments: string[];
  query: URLSearchParams;
}

/** `#/profiles/email/ada%40example.com?tab=x` → `["profiles", "email", "ada@example.com"]` and the query. */
export function parseRouteAddress(hash: string): RouteAddress {
  const route = hash.replace(/^#/, "");
  const mark = route.indexOf("?");
  const path = mark === -1 ? route : route.slice(0, mark);
  return {
    segments: path.split("/").filter(Boolean).map(decodeSegment),
    query: new URLSearchParams(mark === -1 ? "" : route.slice(mark + 1)),
  };
}

/** The same address with another value in its query; what is usual is left out, so that the plain address shows the plain view. */
export function withQueryValue(hash: string, name: string, value: string, usual: string): string {
  const route = hash.replace(/^#/, "");
  const mark = route.indexOf("?");
  const query = new URLSearchParams(mark === -1 ? "" : route.slice(mark + 1));
  if (value === usual) query.delete(name);
  else query.set(name, value);
  const said = query.toString();
  return `#${mark === -1 ? route : route.slice(0, mark)}${said === "" ? "" : `?${said}`}`;
}

/** Builds the address of a route from plain segments: each is encoded, so that any identifier fits. */
export function routeTo(...segments: string[]): string {
  return `#/${segments.map(encodeURIComponent).join("/")}`;
}

/**
 * Matches segments against a pattern such as `/profiles/:namespace/:id`.
 * Returns the named parts, or null where the pattern does not fit.
 */
export function matchPattern(pattern: string, segments: readonly string[]): Record<string, string> | null {
  const parts = pattern.split("/").filter(Boolean);
  if (parts.length !== segments.length) return null;
  const named: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? "";
    if (part.startsWith(":")) named[part.slice(1)] = segment;
    else if (part !== segment) return null;
  }
  return named;
}

/** A half-typed escape such as `%4` stays as it is instead of breaking the page. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

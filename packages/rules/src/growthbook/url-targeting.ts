import type { UrlPattern } from "./definitions.ts";

/** Whether a page's address is targeted: by any pattern that includes, by none that excludes. Only exclusions: everything else is. */
export function isUrlTargeted(url: string, patterns: readonly UrlPattern[]): boolean {
  if (patterns.length === 0) return false;
  const including = patterns.filter(({ include }) => include !== false);
  const excluding = patterns.filter(({ include }) => include === false);
  if (excluding.some((pattern) => urlMatches(url, pattern))) return false;
  return including.length === 0 || including.some((pattern) => urlMatches(url, pattern));
}

function urlMatches(url: string, { type, pattern }: UrlPattern): boolean {
  try {
    const actual = new URL(url, "https://_");
    if (type === "simple") return simplyMatches(actual, pattern);
    const compiled = new RegExp(pattern);
    return compiled.test(actual.href) || compiled.test(actual.href.slice(actual.origin.length));
  } catch {
    return false;
  }
}

/** A `*` stands for anything while the pattern is read as an address, where it could not stand in a host. */
const wildcard = "_____";

function simplyMatches(actual: URL, pattern: string): boolean {
  const withProtocol = pattern.replace(/^([^:/?]*)\./i, "https://$1.").replaceAll("*", wildcard);
  const wanted = new URL(withProtocol, `https://${wildcard}`);
  const trimmed = (path: string) => path.replace(/^\/|\/$/g, "");
  return (
    fits(actual.host, wanted.host) &&
    fits(trimmed(actual.pathname), trimmed(wanted.pathname)) &&
    (wanted.hash === "" || fits(actual.hash, wanted.hash)) &&
    [...wanted.searchParams].every(([name, value]) => fits(actual.searchParams.get(name) ?? "", value))
  );
}

function fits(actual: string, wanted: string): boolean {
  const escaped = wanted.replace(/[*.+?^${}()|[\]\\]/g, "\\$&").replaceAll(wildcard, ".*");
  return new RegExp(`^${escaped}$`, "i").test(actual);
}

/** The variation that the address asks for with `?<experiment>=<number>`; null where it asks for none that there is. */
export function queryStringOverride(experiment: string, url: string, variations: number): number | null {
  const query = url.split("?")[1]?.replace(/#.*/, "");
  if (query === undefined) return null;
  for (const pair of query.split("&")) {
    const [name, value] = pair.split("=", 2);
    if (name !== experiment) continue;
    const variation = Number.parseInt(value ?? "", 10);
    return variation >= 0 && variation < variations ? variation : null;
  }
  return null;
}

/** The address to go to, with the parameters of the present one that it does not name itself. */
export function withQueryOf(present: string, target: string): string {
  try {
    const [from, to] = [new URL(present), new URL(target)];
    const named = new Set(to.searchParams.keys());
    for (const [name, value] of from.searchParams) if (!named.has(name)) to.searchParams.set(name, value);
    return to.toString();
  } catch {
    return target;
  }
}

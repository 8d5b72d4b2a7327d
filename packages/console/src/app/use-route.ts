import { useCallback, useMemo, useSyncExternalStore } from "react";
import { parseRouteAddress, type RouteAddress, withQueryValue } from "./route-address.ts";

function listen(onChange: () => void): () => void {
  addEventListener("hashchange", onChange);
  return () => removeEventListener("hashchange", onChange);
}

export function useRoute(): RouteAddress {
  const hash = useSyncExternalStore(listen, () => location.hash);
  return useMemo(() => parseRouteAddress(hash), [hash]);
}

/** Goes to a route made by `routeTo`, as following a link would. */
export function goTo(route: string): void {
  location.hash = route;
}

/** Changes the query of the present address in place: going back leaves the page, instead of undoing one choice after the other. */
export function putInAddress(values: Readonly<Record<string, string>>): void {
  const hash = Object.entries(values).reduce(
    (so, [name, value]) => withQueryValue(so, name, value, ""),
    location.hash || "#/",
  );
  if (hash !== location.hash) replaceHash(hash);
}

/** What is chosen on a page and stands in its address, so that it can be handed on; `usual` where the address says nothing. */
export function useQueryState(name: string, usual = ""): [string, (value: string) => void] {
  const { query } = useRoute();
  const put = useCallback(
    (value: string) => replaceHash(withQueryValue(location.hash || "#/", name, value, usual)),
    [name, usual],
  );
  return [query.get(name) ?? usual, put];
}

/** As `useQueryState`, for one of several choices: the first of them where the address names none. */
export function useQueryChoice<T extends string>(
  name: string,
  choices: readonly [T, ...T[]],
): [T, (value: string) => void] {
  const [usual] = choices;
  const [said, put] = useQueryState(name, usual);
  return [choices.find((choice) => choice === said) ?? usual, put];
}

/** At once, so that what is typed into a field is in the address before the field is drawn again. */
function replaceHash(hash: string): void {
  history.replaceState(history.state, "", hash);
  dispatchEvent(new HashChangeEvent("hashchange"));
}

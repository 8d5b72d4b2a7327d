import { useMemo, useSyncExternalStore } from "react";
import { parseRouteAddress, type RouteAddress } from "./route-address.ts";

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

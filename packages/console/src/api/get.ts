import { useQuery } from "@tanstack/react-query";
import { refreshEvery } from "./refresh.ts";
import { request } from "./request.ts";

/** Asks the server for what lies at a path, and again every `refreshMs` (null: only after passing trouble). Null as path: not yet. */
export function useGet<T>(path: string | null, refreshMs: number | null = null) {
  return useQuery({
    queryKey: ["get", path],
    queryFn: ({ signal }) => request<T>(path ?? "", { signal }),
    enabled: path !== null,
    refetchInterval: refreshEvery(refreshMs),
  });
}

/** A path with a query; values that are undefined are left out. */
export function withQuery(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const told = Object.entries(query).filter((entry): entry is [string, string | number] => entry[1] !== undefined);
  if (told.length === 0) return path;
  return `${path}?${told.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&")}`;
}

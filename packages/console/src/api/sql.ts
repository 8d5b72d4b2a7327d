import type { Json } from "@attune/model/json";
import { useQuery } from "@tanstack/react-query";
import { useGet } from "./get.ts";
import { request } from "./request.ts";

interface Table {
  name: string;
  about: string;
  columns: Array<{ name: string; type: string }>;
}

/** What can be asked in SQL. */
export const useTables = () => useGet<{ tables: Table[] }>("/v1/query/tables");

/** Beyond so many, who asks is told to ask for fewer. */
export const mostRows = 1_000;

/** Asks once: the same words again only when `asked` rises. Empty: nothing yet. */
export function useSqlAnswer(sql: string, asked: number) {
  return useQuery({
    queryKey: ["sql", sql, asked],
    queryFn: ({ signal }) =>
      request<{ rows: Array<Record<string, Json>>; count: number }>("/v1/query", {
        method: "POST",
        body: { sql, maxRows: mostRows },
        signal,
      }),
    enabled: sql !== "",
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

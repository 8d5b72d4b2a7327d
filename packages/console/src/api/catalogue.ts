import type { ErrorCode } from "@attune/model/errors";
import type { Item } from "@attune/model/item";
import type { Job } from "@attune/model/job";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useGet, withQuery } from "./get.ts";
import { RequestError, request } from "./request.ts";

export interface CatalogueSummary {
  items: number;
  shown: number;
  categories: Array<{ name: string; items: number }>;
  /** Epoch milliseconds; null: never. */
  changedAt: number | null;
  staleAfterHours: number;
}

interface FoundItems {
  items: Item[];
  found: number;
  next: string | null;
}

export interface ItemSearch {
  text: string;
  /** Empty: any. */
  category: string;
  /** Empty: whether or not they can be shown. */
  shown: "" | "true" | "false";
  limit: number;
}

export const useCatalogue = () => useGet<CatalogueSummary>("/v1/catalog", 30_000);

export function useItems({ text, category, shown, limit }: ItemSearch) {
  const said = (value: string) => (value === "" ? undefined : value);
  return useGet<FoundItems>(
    withQuery("/v1/catalog/search", { text: said(text), category: said(category), shown: said(shown), limit }),
  );
}

export interface FeedOrder {
  file: File;
  /** Empty: told by the content. */
  format: string;
  complete: boolean;
  dryRun: boolean;
}

/** What a feed has done, or would do. */
export interface FeedResult {
  dryRun: boolean;
  stored: number;
  added: number;
  changed: number;
  refused: number;
  removed: number;
  reasons: Array<{ line: number | string; reason: string }>;
}

/** Sends a file of items; afterwards everything is asked for anew. */
export function useFeed() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ file, format, complete, dryRun }: FeedOrder) => {
      const body = { complete, dryRun, ...(format === "" ? {} : { format }) };
      const { feedId } = await request<{ feedId: string }>("/v1/catalog/feeds", { method: "POST", body });
      const job = await request<Job>(`/v1/catalog/feeds/${encodeURIComponent(feedId)}/file`, { method: "PUT", file });
      if (job.state === "done") return job.result as unknown as FeedResult;
      throw new RequestError(
        (job.error?.code ?? "internal") as ErrorCode,
        job.error?.message ?? "The file could not be taken in.",
      );
    },
    onSuccess: ({ dryRun }) => (dryRun ? undefined : client.invalidateQueries()),
  });
}

import type { PlaybookApplied, PlaybookDocument, PlaybookPlan } from "@attune/model/playbook-report";
import type { PlaybookRevision } from "@attune/model/playbook-revision";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useGet } from "./get.ts";
import { refreshEvery } from "./refresh.ts";
import { request } from "./request.ts";

/** Who changes are kept under until people sign in by name. */
export const consoleAuthor = "console";

/** What runs, as it is written. */
export interface PlaybookText {
  revision: number;
  text: string;
}

const textPath = "/v1/playbook";

export const usePlaybookText = () => useGet<PlaybookText>(textPath);

/**
 * What runs, for a form that begins from it: asked for when the page opens, whatever is kept from before. A form that began from an older text
 * would take back what was put in place since.
 */
export function usePlaybookToEdit() {
  const { data, error, refetch, isFetchedAfterMount } = useQuery({
    queryKey: ["get", textPath],
    queryFn: ({ signal }) => request<PlaybookText>(textPath, { signal }),
    refetchOnMount: "always",
    refetchInterval: refreshEvery(null),
  });
  return { data: isFetchedAfterMount ? data : undefined, error, refetch };
}

export const usePlaybookDocument = () => useGet<PlaybookDocument>("/v1/playbook/document", 60_000);

export const useRevisions = () =>
  useGet<{ revisions: Array<Omit<PlaybookRevision, "text">> }>("/v1/playbook/revisions");

export const useRevision = (revision: number | null) =>
  useGet<PlaybookRevision>(revision === null ? null : `/v1/playbook/revisions/${revision}`);

export function usePlan() {
  return useMutation({
    mutationFn: (file: string) => request<PlaybookPlan>("/v1/playbook/plan", { method: "POST", body: { file } }),
  });
}

export interface ApplyOrder {
  file: string;
  note: string;
  /** The revision that the change was made from. */
  expected: number;
  accept: string[];
}

export function useApply() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (order: ApplyOrder) =>
      request<PlaybookApplied>("/v1/playbook/apply", { method: "POST", body: { author: consoleAuthor, ...order } }),
    onSuccess: () => client.invalidateQueries(),
  });
}

/** Makes an earlier revision run again, as a new one; refused where another one than `expected` runs by now. */
export function useRollback() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (order: { to: number; expected: number }) =>
      request<PlaybookApplied>("/v1/playbook/rollback", { method: "POST", body: { author: consoleAuthor, ...order } }),
    onSuccess: () => client.invalidateQueries(),
  });
}

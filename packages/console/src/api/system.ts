import type { Business } from "@attune/model/business";
import { useQuery } from "@tanstack/react-query";
import { refreshEvery } from "./refresh.ts";
import { request } from "./request.ts";

/** What `GET /v1/doctor` found. */
export interface Doctor {
  versions: Record<string, string>;
  dataDirectory: { formatVersion: number; usedBytes: number; limitBytes: number; freeDiskBytes: number | null };
  stores: { writable: boolean; detail: string; profiles: number; quarantined: Record<string, number> };
  projector: { head: number; checkpoint: number; lag: number; trouble: string | null };
  analytics: { available: boolean; detail: string };
  uptimeSeconds: number;
  findings: Finding[];
}

export interface Finding {
  severity: "ok" | "warn" | "error";
  message: string;
  remedy: string | null;
}

export interface Readiness {
  ready: boolean;
  checks: Array<{ name: string; ok: boolean; detail: string }>;
}

export function useDoctor() {
  return useQuery({
    queryKey: ["doctor"],
    queryFn: ({ signal }) => request<Doctor>("/v1/doctor", { signal }),
    refetchInterval: refreshEvery(5_000),
  });
}

/** Answers with 503 while not ready; that too is an answer. */
export function useReadiness() {
  return useQuery({
    queryKey: ["readiness"],
    queryFn: ({ signal }) => request<Readiness>("/health/ready", { signal, alsoAnswers: [503] }),
    refetchInterval: refreshEvery(5_000),
  });
}

/** The business's name, time zone and currency: declared once, so asked seldom; the currency is not known before the first priced event. */
export function useBusiness() {
  return useQuery({
    queryKey: ["business"],
    queryFn: ({ signal }) => request<Pick<Business, "name" | "timeZone" | "currency">>("/v1/business", { signal }),
    staleTime: 30_000,
  });
}

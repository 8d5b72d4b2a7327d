import type { Condition } from "@attune/model/condition";
import type { Identifier } from "@attune/model/identity";
import type { Undetermined } from "@attune/model/undetermined";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useGet } from "./get.ts";
import { refreshEvery } from "./refresh.ts";
import { request } from "./request.ts";

export interface SegmentSummary {
  segmentId: string;
  name: string;
  description: string | null;
  when: Condition;
  nextBestAction: string | null;
  template: string | null;
  size: number;
  /** It is being found for everybody: the size is not whole yet. */
  isFilling: boolean;
}

interface SegmentList {
  segments: SegmentSummary[];
  following: { filling: { done: number; total: number } | null; trouble: string | null };
  warnings: string[];
}

export interface SegmentDetail extends SegmentSummary {
  days: Array<{ day: string; size: number; entered: number; left: number }>;
  /** Ids of the tactics and segments that ask for it. */
  tactics: string[];
  segments: string[];
}

/** Somebody whom a condition means, and the clause that decided. */
export interface SegmentPerson {
  profileId: string;
  identities: Identifier[];
  lastSeenAt: string;
  eventCount: number;
  orderCount: number;
  because: string;
}

export interface SegmentTemplate {
  templateId: string;
  name: string;
  description: string;
  when: Condition;
  nextBestAction: string;
}

export interface Overlap {
  segments: Array<{ segmentId: string; size: number }>;
  pairs: Array<{ a: string; b: string; both: number; shareOfA: number; shareOfB: number }>;
  looked: number;
  isSample: boolean;
}

/** Shares in [0, 1] of all people, of the events of the last `trafficDays` days, and of net revenue of all time. */
export interface CoveredShares {
  people: number | Undetermined;
  traffic: number | Undetermined;
  revenue: number | Undetermined;
}

export interface Coverage {
  looked: number;
  isSample: boolean;
  trafficDays: number;
  /** By all segments together. */
  covered: CoveredShares;
  segments: Array<{ segmentId: string; name: string; covered: CoveredShares }>;
}

interface SegmentPreview {
  looked: number;
  total: number;
  isSample: boolean;
  members: number;
  undetermined: number;
  size: { estimate: number; low: number; high: number } | Undetermined;
  people: SegmentPerson[];
}

export const useSegments = () => useGet<SegmentList>("/v1/segments", 10_000);

export const useSegment = (segmentId: string) =>
  useGet<SegmentDetail>(`/v1/segments/${encodeURIComponent(segmentId)}`, 10_000);

export const useSegmentPeople = (segmentId: string) =>
  useGet<{ people: Array<SegmentPerson & { since: string }>; next: string | null }>(
    `/v1/segments/${encodeURIComponent(segmentId)}/members?limit=50`,
  );

export const useOverlap = () => useGet<Overlap>("/v1/segments/overlap");

export const useCoverage = () => useGet<Coverage>("/v1/segments/coverage");

export const useSegmentTemplates = () => useGet<{ templates: SegmentTemplate[] }>("/v1/segments/templates");

/** So many people are looked at first: there within a blink, and enough to go on by. */
const firstLook = 2_000;

/**
 * Who a condition means; null: there is none to ask about yet. First of a few people, at random; where that is not everybody, everybody is counted by everything that
 * happened; and where that cannot tell, as many are looked at as the server looks at. While another condition is asked about, the last answer stays.
 */
export function useSegmentPreview(when: Condition | null) {
  const first = useSegmentSample(when, firstLook);
  const told = first.isPlaceholderData ? undefined : first.data;
  const isOpen = told !== undefined && (told.isSample || told.undetermined > 0);
  const counted = useSegmentSize(isOpen ? when : null);
  const cannotTell = counted.isError || (counted.data !== undefined && !("size" in counted.data));
  const more = useSegmentSample(told?.isSample && cannotTell ? when : null, undefined);
  const isMore = cannotTell && more.data !== undefined && !more.isPlaceholderData;
  return {
    preview: isMore ? more : first,
    /** Of everybody there are events of; null while it is being counted, and where it cannot be told. */
    exact: isOpen && counted.data !== undefined && "size" in counted.data ? counted.data : null,
    isCounting: isOpen && counted.isPending,
  };
}

function useSegmentSize(when: Condition | null) {
  return useQuery({
    queryKey: ["segment-size", when],
    queryFn: ({ signal }) =>
      request<{ size: number; people: number } | Undetermined>("/v1/segments/size", {
        method: "POST",
        body: { when },
        signal,
      }),
    enabled: when !== null,
    refetchInterval: refreshEvery(null),
  });
}

function useSegmentSample(when: Condition | null, people: number | undefined) {
  return useQuery({
    queryKey: ["segment-preview", when, people],
    queryFn: ({ signal }) =>
      request<SegmentPreview>("/v1/segments/preview", { method: "POST", body: { when, people }, signal }),
    enabled: when !== null,
    placeholderData: keepPreviousData,
    refetchInterval: refreshEvery(null),
  });
}

import type { DeliveryRecord, Journey, JourneyRun, WaitingMessages } from "@attune/model/journey";
import type { Handover, RenderedMessage } from "@attune/model/message";
import { useGet, withQuery } from "./get.ts";

export interface JourneyView extends Journey {
  counts: {
    people: number;
    /** How many are at each position, written with dots: `3.holds.0`. */
    active: Record<string, number>;
    /** How many have nothing left to do but that a message of theirs goes out. */
    waiting: number;
    /** How many ended, by why. */
    ended: Record<string, number>;
  };
}

interface JourneyList {
  journeys: JourneyView[];
  pending: number;
  trouble: string | null;
}

export interface TestSent {
  message: RenderedMessage;
  handover: Handover;
}

/** `canResend`: it failed, and can be sent again by hand. */
export type ToldDelivery = Omit<DeliveryRecord, "again"> & { canResend?: boolean };

export const useJourneys = () => useGet<JourneyList>("/v1/journeys", 5_000);

export const useJourneyRuns = (journeyId: string) =>
  useGet<{ runs: Array<JourneyRun & { told: string }>; next: string | null }>(
    `/v1/journeys/${encodeURIComponent(journeyId)}/runs?limit=100`,
    5_000,
  );

export const useDeliveries = (person?: { namespace: string; value: string }) =>
  useGet<{ deliveries: ToldDelivery[] }>(
    withQuery("/v1/deliveries", { namespace: person?.namespace, id: person?.value, limit: 100 }),
    5_000,
  );

export const useWaitingMessages = () => useGet<WaitingMessages>("/v1/deliveries/waiting?limit=100", 15_000);

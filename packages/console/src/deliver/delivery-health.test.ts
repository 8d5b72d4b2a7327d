import type { DeliveryRecord } from "@attune/model/journey";
import { expect, test } from "vitest";
import { deliveryHealth } from "./delivery-health.ts";

const record = (
  channel: DeliveryRecord["channel"],
  outcome: DeliveryRecord["outcome"],
  reason: string,
): DeliveryRecord => ({
  deliveryId: "d",
  profileId: "p",
  journeyId: null,
  templateId: "t",
  channel,
  at: 0,
  outcome,
  reason,
  attempts: 1,
});

test("each channel has its counts, what failed of what was tried, and the reason that came most", () => {
  const records = [
    record("web-push", "skipped", "no address"),
    record("email", "sent", "250 OK"),
    record("email", "sent", "250 OK"),
    record("email", "failed", "550 unknown"),
    record("email", "skipped", "cap reached"),
    record("email", "skipped", "cap reached"),
  ];
  expect(deliveryHealth(records)).toEqual([
    {
      channel: "email",
      sent: 2,
      failed: 1,
      skipped: 2,
      failedShare: 1 / 3,
      mostOften: { reason: "cap reached", count: 2 },
    },
    {
      channel: "web-push",
      sent: 0,
      failed: 0,
      skipped: 1,
      failedShare: null,
      mostOften: { reason: "no address", count: 1 },
    },
  ]);
});

test("no messages, no channels", () => {
  expect(deliveryHealth([])).toEqual([]);
});

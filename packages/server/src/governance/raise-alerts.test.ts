import type { AlertRules } from "@attune/model/alerts";
import { expect, it } from "vitest";
import { readAlerts } from "../config/read-alerts.ts";
import { type AlertChanges, type Observation, raiseAlerts } from "./raise-alerts.ts";

const hourMs = 3_600_000;
const rules: AlertRules = readAlerts({
  owner: "ops",
  owners: { freshness: "data team" },
  email: ["ops@shop.example"],
  escalate: { afterHours: 4, email: ["boss@shop.example"] },
});
const silent: Observation = { signal: "freshness", subject: "http", message: "silent", action: "look" };

const told = ({ tell }: AlertChanges) => tell.map(({ why, to }) => [why, ...to.email]);

it("tells once of what lasts, escalates once where nobody takes it, and tells when it is over", () => {
  const opened = raiseAlerts([], [silent], rules, 0);
  expect(told(opened)).toEqual([["opened", "ops@shop.example"]]);
  expect(opened.alerts).toMatchObject([{ alertId: "freshness:http", owner: "data team", openedAt: 0 }]);
  const still = raiseAlerts(opened.alerts, [silent, silent], rules, 2 * hourMs);
  expect(told(still)).toEqual([]);
  const late = raiseAlerts(still.alerts, [silent], rules, 4 * hourMs);
  expect(told(late)).toEqual([["escalated", "boss@shop.example"]]);
  expect(told(raiseAlerts(late.alerts, [silent], rules, 9 * hourMs))).toEqual([]);
  const over = raiseAlerts(late.alerts, [], rules, 10 * hourMs);
  expect(told(over)).toEqual([["ended", "ops@shop.example"]]);
  expect(told(raiseAlerts(over.alerts, [], rules, 11 * hourMs))).toEqual([]);
});

it("does not escalate what somebody looks after", () => {
  const { alerts } = raiseAlerts([], [silent], rules, 0);
  const taken = alerts.map((alert) => ({ ...alert, acknowledged: { at: 1, by: "ada" } }));
  expect(told(raiseAlerts(taken, [silent], rules, 5 * hourMs))).toEqual([]);
});

it("takes what comes back within the hour for the same, and after it for another", () => {
  const { alerts } = raiseAlerts([], [silent], rules, 0);
  const over = raiseAlerts(alerts, [], rules, hourMs);
  expect(told(raiseAlerts(over.alerts, [silent], rules, 1.5 * hourMs))).toEqual([]);
  expect(told(raiseAlerts(over.alerts, [silent], rules, 2 * hourMs))).toEqual([["opened", "ops@shop.example"]]);
});

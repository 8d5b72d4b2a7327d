import { expect, it } from "vitest";
import { readConfiguration } from "./read-configuration.ts";
import { writeConfiguration } from "./write-configuration.ts";

const text = `
alerts:
  freshness: { http: 2, shopify: 24 }
  thresholds: { sourceScore: 0.7 }
  owner: operations
  owners: { freshness: data team }
  email: [ops@shop.example]
  fairness: { traits: [country, plan], itemGroup: brand }
  escalate: { afterHours: 4, webhook: "https://hooks.example/a" }
`;

it("reads alerts with their defaults, and writes them so that they read back the same", () => {
  const configuration = readConfiguration(text);
  expect(configuration.playbook.alerts).toMatchObject({
    freshnessHours: { http: 2, shopify: 24 },
    thresholds: { sourceScore: 0.7, quarantinedShare: 0.05 },
    escalation: { afterHours: 4, email: [], webhook: "https://hooks.example/a" },
    fairness: { traits: ["country", "plan"], itemGroup: "brand" },
    to: { email: ["ops@shop.example"], webhook: null },
  });
  expect(readConfiguration(writeConfiguration(configuration)).playbook).toEqual(configuration.playbook);
});

it.each([
  ["alerts: { email: [nobody] }", "alerts.email"],
  ["alerts: { freshness: { http: -1 } }", "alerts.freshness.http"],
  ["alerts: { fairness: { traits: [] } }", "alerts.fairness.traits"],
  ["alerts: { thresholds: { typo: 1 } }", "alerts.thresholds.typo"],
])("refuses %s and names the place", (wrong, path) => {
  expect(() => readConfiguration(wrong)).toThrow(expect.objectContaining({ path: expect.stringContaining(path) }));
});

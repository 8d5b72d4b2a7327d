import { describe, expect, it } from "vitest";
import { alertsEntry, alertsForm } from "./alerts-form.ts";
import { retentionEntry, retentionForm } from "./retention-form.ts";

describe("the form of alerts", () => {
  const entry = {
    thresholds: { sourceScore: 0.4 },
    owner: "operations",
    owners: { freshness: "data team" },
    email: ["ops@shop.example", "night@shop.example"],
    webhook: "https://hooks.example/attune",
    escalate: { afterHours: 4, email: ["head@shop.example"], webhook: "https://hooks.example/head" },
    reports: ["board@shop.example"],
  };

  it("says what it was made from, also what it does not ask for", () => {
    expect(alertsForm(entry)).toMatchObject({ email: "ops@shop.example, night@shop.example", escalateHours: "4" });
    expect(alertsEntry(alertsForm(entry), entry)).toEqual(entry);
  });

  it("takes out what was emptied, and is nothing where nothing is said", () => {
    const emptied = { ...alertsForm(entry), owner: " ", email: ",", escalateHours: "" };
    const { owner: _owner, email: _email, escalate: _escalate, ...rest } = entry;
    expect(alertsEntry(emptied, entry)).toEqual(rest);
    expect(alertsEntry(alertsForm())).toBeNull();
  });
});

describe("the form of retention", () => {
  it("says what it was made from, and nothing where everything is kept for good", () => {
    const entry = { customerDays: 730, quarantineDays: 30, people: "anonymise" as const };
    expect(retentionForm(entry)).toMatchObject({ customerDays: "730", visitorDays: "" });
    expect(retentionEntry(retentionForm(entry))).toEqual(entry);
    expect(retentionEntry(retentionForm())).toBeNull();
    expect(retentionEntry({ ...retentionForm(), visitorDays: "0" })).toBeNull();
  });
});

import { expect, test } from "vitest";
import { attentionOf } from "./attention.ts";

const stores = (quarantined: Record<string, number>) => ({ writable: true, detail: "", profiles: 0, quarantined });

test("a sound system needs no attention", () => {
  const fine = { severity: "ok" as const, message: "Nothing is wrong.", remedy: null };
  expect(attentionOf({ findings: [fine], stores: stores({}) })).toEqual([]);
});

test("quarantined events are counted over all reasons, told once, and lead to their page", () => {
  const told = { severity: "warn" as const, message: "3 events are in quarantine.", remedy: "`attune …`" };
  const found = attentionOf({ findings: [told], stores: stores({ "bad-amount": 2, "wrong-type": 1 }) });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ message: "3 events are in quarantine.", route: "#/quarantine" });
});

test("errors come before warnings", () => {
  const found = attentionOf({
    findings: [
      { severity: "warn", message: "Little disk.", remedy: "Free some." },
      { severity: "error", message: "Analytics is not available.", remedy: null },
    ],
    stores: stores({ "bad-row": 1 }),
  });
  expect(found.map((one) => one.severity)).toEqual(["error", "warn", "warn"]);
  expect(found.at(-1)?.message).toBe("1 event is in quarantine.");
});

test("drift and experiments that changed under way are told, each with its page", () => {
  const experiment = { experimentId: "hero", name: "Hero", status: "running" as const, isChangedSinceStart: true };
  const found = attentionOf(
    { findings: [], stores: stores({}) },
    [{ message: "Behaviour moved." }],
    [experiment, { ...experiment, experimentId: "old", status: "stopped" as const }],
  );
  expect(found.map(({ route }) => route)).toEqual(["#/models", "#/experiments/hero"]);
});

test("an alert is told until it is over or somebody looks after it", () => {
  const alert = { alertId: "drift:", message: "It drifts.", action: "Train anew.", endedAt: null, acknowledged: null };
  const told = attentionOf(
    { findings: [], stores: stores({}) },
    [],
    [],
    [
      alert,
      { ...alert, alertId: "over:", endedAt: 1 },
      { ...alert, alertId: "taken:", acknowledged: { at: 1, by: "ada" } },
    ],
  );
  expect(told).toEqual([
    { severity: "warn", message: "It drifts.", remedy: "Train anew.", route: "#/health", alertId: "drift:" },
  ]);
});

test("what an alert tells is not told a second time as a finding, nor once somebody looks after it; an error stays one", () => {
  const finding = { severity: "error" as const, message: "Mail is not set up.", remedy: "Set it up." };
  const alert = {
    alertId: "mail:",
    message: "Mail is not set up.",
    action: "Set it up.",
    endedAt: null,
    acknowledged: null,
  };
  const told = (...alerts: NonNullable<Parameters<typeof attentionOf>[3]>) =>
    attentionOf({ findings: [finding], stores: stores({}) }, [], [], alerts);
  expect(told(alert)).toEqual([
    { severity: "error", message: "Mail is not set up.", remedy: "Set it up.", route: "#/health", alertId: "mail:" },
  ]);
  expect(told({ ...alert, acknowledged: { at: 1, by: "ada" } })).toEqual([]);
  expect(told({ ...alert, endedAt: 1 })).toMatchObject([{ message: "Mail is not set up." }]);
});

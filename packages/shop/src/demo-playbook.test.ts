import { expect, it } from "vitest";
import { demoPlaybook } from "./demo-playbook.ts";
import { demoTruth } from "./truth.ts";

it("demoPlaybook: every tactic has a truth at the same placement, and every truth a tactic", () => {
  const place = ({ tacticId, placementId }: { tacticId: string; placementId: string }) =>
    `${tacticId} at ${placementId}`;
  expect(demoTruth.map(place).sort()).toEqual(demoPlaybook.tactics.map(place).sort());
});

it("demoPlaybook: every tactic's placement is declared under its own id", () => {
  for (const tactic of demoPlaybook.tactics) {
    expect(demoPlaybook.placements[tactic.placementId]?.placementId).toBe(tactic.placementId);
  }
});

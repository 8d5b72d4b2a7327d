import { readdirSync, readFileSync } from "node:fs";
import { needsPerson } from "@attune/engine/decide/impersonal-default";
import { kindIds } from "@attune/shop/kind";
import { kinds } from "@attune/shop/kinds";
import { describe, expect, it } from "vitest";
import { readConfiguration } from "../config/read-configuration.ts";
import { kindText } from "./kind-text.ts";

describe("the playbooks of the four kinds", () => {
  it.each(kindIds)(
    "%s: can be read, and every truth is about one of its tactics, where that tactic stands",
    (kindId) => {
      const { playbook, business } = readConfiguration(kindText(kindId));
      expect(business.name).toBe(kinds[kindId].businessName);
      for (const { tacticId, placementId } of kinds[kindId].truth) {
        expect(playbook.tactics.find((tactic) => tactic.tacticId === tacticId)?.placementId).toBe(placementId);
      }
    },
  );

  it("the shop has every placement that the pages of the storefront ask for", () => {
    const pages = new URL("../../../storefront/src/pages/", import.meta.url);
    const asked = readdirSync(pages).flatMap((file) =>
      [...readFileSync(new URL(file, pages), "utf8").matchAll(/slot\(\s*shop,\s*"([^"]+)"/g)].map(([, id]) => id),
    );
    expect(new Set(asked).size).toBeGreaterThan(8);
    expect(asked.filter((id) => !(id! in readConfiguration(kindText("shop")).playbook.placements))).toEqual([]);
  });

  it.each(kindIds)("%s: what is promised as personal is a tactic's, since a default knows nobody", (kindId) => {
    const { placements } = readConfiguration(kindText(kindId)).playbook;
    const lists = Object.values(placements).flatMap(({ placementId, default: { items } }) =>
      items === undefined || !needsPerson(items.from) ? [] : [placementId],
    );
    expect(lists).toEqual([]);
  });

  it("the shop has one of everything: segments, an experiment, a bandit, model lists, caps, an offer, a journey, goals", () => {
    const { playbook } = readConfiguration(kindText("shop"));
    expect(playbook.segments).toHaveLength(8);
    expect(playbook.experiments?.map(({ policy }) => policy.kind)).toEqual(["fixed", "thompson"]);
    expect(playbook.offers?.map(({ offerId }) => offerId)).toEqual(["stay10"]);
    expect(playbook.journeys?.map(({ journeyId }) => journeyId)).toEqual(["cart-abandonment"]);
    expect(playbook.tactics.filter(({ goal }) => goal !== undefined).length).toBeGreaterThan(3);
  });

  it("goals have the day that is asked for, and none where none is", () => {
    const datesIn = (text: string) =>
      readConfiguration(text).playbook.tactics.flatMap(({ goal }) => (goal === undefined ? [] : goal.byAt));
    expect(new Set(datesIn(kindText("shop", "2026-09-01")))).toEqual(new Set([Date.UTC(2026, 8, 1)]));
    expect(new Set(datesIn(kindText("shop")))).toEqual(new Set([undefined]));
  });
});

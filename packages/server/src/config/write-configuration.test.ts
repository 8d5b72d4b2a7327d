import { expect, test } from "vitest";
import { readConfiguration } from "./read-configuration.ts";
import { writeConfiguration } from "./write-configuration.ts";

const everything = `
business: { name: Tea & Co, timeZone: Europe/London, currency: GBP, rates: { EUR: 0.85 } }
holdout: 0.1
placements:
  hero: { title: Top, default: { content: { headline: Hello }, items: { from: popular, limit: 3 } }, caps: [{ atMost: 9, withinDays: 1 }] }
  mail: { channel: email }
  prices: {}
tactics:
  a:
    placement: hero
    hypothesis: It helps
    owner: growth team
    trigger: on arrival
    when: { all: [{ trait: plan, is: gold }, { segment: loyal }] }
    content: { headline: A }
    variants: { plain: {}, bold: { content: { headline: "**A**" } } }
    schedule: { from: 2026-11-01, until: 2026-12-01 }
    goal: { metric: conversion-rate, target: 12.5 %, by: 2027-01-31, baseline: 0.03 }
    caps: [{ atMost: 3, withinDays: 7 }, { atMost: 1, withinHours: 12 }]
    quietHours: "22:00-07:00"
    exclusivityGroup: sales
    offer: ten
  b: { placement: mail, exclusivityGroup: sales, offer: pound }
  c: { placement: prices, price: { where: { category: [Tea, Cups] }, marginFloor: 0.2, changes: { usual: 0, lower: -5 % } } }
restraint:
  everywhere: { caps: [{ atMost: 20, withinDays: 7 }] }
  channels: { email: { caps: [{ atMost: 2, withinDays: 7 }], quietHours: "21:00-08:00" } }
  groups: { sales: { restDays: 2.5 } }
offers:
  ten: { name: Ten off, discount: { percent: 10, atMost: 20 }, code: TEN, validDays: 3, budget: { people: 500, amount: 2500.5 } }
  pound: { discount: { amount: 1.5 } }
models: { belowThresholds: a niche shop }
metrics: { demo: { event: Demo Booked, window: 14 } }
segments: { loyal: { when: { event: Order Completed, atLeast: 2 } } }
audiences: { ads: { segment: loyal, url: "https://ads.example/in", identifier: phone, withoutBoughtDays: 60 } }
trackingPlan: { Order Completed: { owner: data, sources: [http], properties: { plan: { type: [text], values: [a, b] } } } }
experiments: { x: { tactic: a, control: plain, metric: conversion-rate }, y: { tactic: c, control: usual } }
`;

test("what is written reads back as the same configuration", () => {
  const configuration = readConfiguration(everything);
  expect(readConfiguration(writeConfiguration(configuration))).toEqual(configuration);
});

test("a price test, offers, caps and goals are read in their own units", () => {
  const { playbook } = readConfiguration(everything);
  const [a, b, c] = playbook.tactics;
  const hourMs = 3_600_000;
  expect(a?.goal).toEqual({ metricId: "conversion-rate", target: 0.125, byAt: Date.UTC(2027, 0, 31), baseline: 0.03 });
  expect(a?.caps).toEqual([
    { atMost: 3, withinMs: 168 * hourMs },
    { atMost: 1, withinMs: 12 * hourMs },
  ]);
  expect([a?.offerId, b?.offerId]).toEqual(["ten", "pound"]);
  expect(playbook.offers?.map(({ code, discount }) => [code, discount])).toEqual([
    ["ten", { percent: 10, atMostMicros: 20_000_000 }],
    ["pound", { amountMicros: 1_500_000 }],
  ]);
  expect(c).toMatchObject({
    holdout: 0,
    price: { changes: { usual: 0, lower: -0.05 } },
    variants: [{ variantId: "usual" }, { variantId: "lower" }],
  });
});

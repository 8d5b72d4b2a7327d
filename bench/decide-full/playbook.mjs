// A large playbook: 4 placements, 50 tactics, 20 segments with windows and sequences, 10 experiments of which 3 are bandits, caps, offers, a model's list in half of the tactics.
export const placements = ["home-hero", "home-list", "product-list", "cart-list"];

const conditions = [
  "{ all: [{ event: Product Viewed, atLeast: 30, withinDays: 7 }, { event: Order Completed, atMost: 0, withinDays: 30 }] }",
  "{ trait: plan, is: gold }",
  "{ all: [{ visitor: returning }, { context: device, is: phone }, { cart: not-empty }] }",
  "{ any: [{ context: campaign.name, is: spring }, { event: Products Searched, atLeast: 50 }] }",
];

function segmentOf(i) {
  const kinds = [
    `{ all: [{ touched: view, sameItem: true, atLeast: ${3 + (i % 4)}, withinDays: 7 }, { event: Order Completed, atMost: 0, withinDays: 7 }] }`,
    `{ sequence: [{ event: Product Viewed, atLeast: 3, withinDays: ${5 + i} }, { event: Order Completed, atMost: 0, withinDays: 2 }] }`,
    `{ all: [{ event: Product Added, atLeast: ${2 + i}, withinDays: 14 }, { daysSince: Order Completed, atLeast: 30 }] }`,
    `{ touched: view, category: category-${i}, atLeast: 3, withinDays: 30 }`,
  ];
  return kinds[i % kinds.length];
}

const lists = ["for-you", "popular", "similar-items", "recently-viewed"];

export function fullPlaybook() {
  const lines = ["business: { name: Bench, currency: EUR }", "models: { belowThresholds: a bench }", "placements:"];
  for (const id of placements) lines.push(`  ${id}: { title: ${id}, default: { content: { headline: Welcome } } }`);
  lines.push("segments:");
  for (let i = 0; i < 20; i++) lines.push(`  segment-${i}: { name: Segment ${i}, when: ${segmentOf(i)} }`);
  lines.push("restraint: { everywhere: { caps: [{ atMost: 50, withinDays: 1 }] } }");
  lines.push("offers: { ten: { discount: { percent: 10 }, code: TEN, validDays: 30 } }", "tactics:");
  for (let i = 0; i < 50; i++) {
    // The last tactic of each placement is for everyone, and is tested.
    const last = i >= 46;
    const when = last ? "" : `, when: ${i < 20 ? `{ segment: segment-${i} }` : conditions[i % conditions.length]}`;
    const variants = last || i < 6 ? ", variants: { a: {}, b: { content: { headline: Other } } }" : "";
    const offer = i % 10 === 3 ? ", offer: ten" : "";
    const caps = i % 5 === 4 ? ", caps: [{ atMost: 5, withinDays: 1 }]" : "";
    lines.push(
      `  tactic-${i}: { name: Tactic ${i}, placement: ${placements[i % 4]}, priority: ${50 - i}, content: { headline: "Tactic ${i}" }, items: { from: ${lists[(i + Math.floor(i / 4)) % 4]}, limit: 10 }${when}${variants}${offer}${caps} }`,
    );
  }
  lines.push("experiments:");
  for (const [n, i] of [0, 1, 2, 3, 4, 5, 46, 47, 48, 49].entries()) {
    const policy = n >= 7 ? ", bandit: { windowHours: 24, floor: 0.1 }" : "";
    lines.push(`  experiment-${n}: { tactic: tactic-${i}, control: a, metric: conversion-rate${policy} }`);
  }
  return `${lines.join("\n")}\n`;
}

export const experimentIds = Array.from({ length: 10 }, (_, n) => `experiment-${n}`);

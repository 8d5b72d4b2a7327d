/** Four placements and fifty tactics, of which a dozen are judged for each placement before one holds. */
export const placements = ["home-hero", "home-list", "product-list", "cart-list"];

export function playbook() {
  const lines = ["business: { name: Bench, currency: EUR }", "placements:"];
  for (const id of placements) lines.push(`  ${id}: { title: ${id}, default: { content: { headline: Welcome } } }`);
  lines.push("tactics:");
  const conditions = [
    "{ all: [{ event: Product Viewed, atLeast: 30, withinDays: 7 }, { event: Order Completed, atMost: 0, withinDays: 30 }] }",
    "{ trait: plan, is: gold }",
    "{ all: [{ visitor: returning }, { context: device, is: phone }, { cart: not-empty }] }",
    "{ any: [{ context: campaign.name, is: spring }, { event: Products Searched, atLeast: 50 }] }",
    "{ not: { event: Product Viewed } }",
  ];
  for (let i = 0; i < 50; i++) {
    // The last tactic of each placement is for everyone, so that every placement is decided after a dozen conditions.
    const when = i >= 46 ? "" : `, when: ${conditions[i % conditions.length]}`;
    const items =
      i % 2 === 0 ? ", items: { from: popular, limit: 10 }" : ", items: { from: recently-viewed, limit: 10 }";
    lines.push(
      `  tactic-${i}: { name: Tactic ${i}, placement: ${placements[i % 4]}, priority: ${50 - i}, content: { headline: "Tactic ${i}" }${when}${items} }`,
    );
  }
  return `${lines.join("\n")}\n`;
}

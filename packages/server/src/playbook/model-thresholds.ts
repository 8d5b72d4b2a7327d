/** Below these sizes a model learns too little to beat a plain list: what the field's own practice says, and MISSION E23. */
export const modelThresholds = { visitorsPerMonth: 10_000, items: 50 } as const;

/** Why models wait; null where the business is large enough. */
export function whyModelsWait({ visitorsPerMonth, items }: { visitorsPerMonth: number; items: number }): string | null {
  const reasons: string[] = [];
  if (visitorsPerMonth < modelThresholds.visitorsPerMonth)
    reasons.push(`about ${visitorsPerMonth.toLocaleString("en")} visitors a month (fewer than 10,000)`);
  if (items < modelThresholds.items) reasons.push(`${items} products (fewer than 50)`);
  return reasons.length === 0 ? null : reasons.join(" and ");
}

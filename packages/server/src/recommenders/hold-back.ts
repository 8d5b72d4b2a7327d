/** Below these, models learn little that a person could not say, and cost more than they bring. */
const fewestPeopleAMonth = 10_000;
const fewestItems = 50;

/** Why a model should not go into service for a shop of this size; empty where nothing speaks against it. */
export function holdBackReasons({ people, items }: { people: number; items: number }): string[] {
  const reasons: string[] = [];
  if (people < fewestPeopleAMonth) {
    const found = `${people.toLocaleString("en")} people looked at items in the last 30 days`;
    reasons.push(
      `Held back: ${found}, and below ${fewestPeopleAMonth.toLocaleString("en")} rules and popular items do as well.`,
    );
  }
  if (items < fewestItems)
    reasons.push(`Held back: people touched ${items} items, and below ${fewestItems} a person can choose by hand.`);
  return reasons;
}

/** Something that may be bought once. */
export interface Purchase {
  cost: number;
  value: number;
}

/**
 * Which purchases bring the most value within a budget: the indices, ascending. Exact, by branch and bound on value per cost; free ones with a value are always
 * taken, those without value never. Exponential at worst, usually far from it: at most 60 candidates are weighed, the best by value per cost.
 * @see Martello, Toth (1990), Knapsack problems, section 2.5
 */
export function bestWithinBudget(purchases: readonly Purchase[], budget: number): number[] {
  const worthwhile = purchases.map((purchase, index) => ({ ...purchase, index })).filter(({ value }) => value > 0);
  const free = worthwhile.filter(({ cost }) => cost <= 0);
  const paid = worthwhile
    .filter(({ cost }) => cost > 0 && cost <= budget)
    .sort((x, y) => y.value / y.cost - x.value / x.cost)
    .slice(0, MOST);
  let best: number[] = [];
  let bestValue = 0;

  function branch(from: number, left: number, value: number, taken: readonly number[]): void {
    if (value > bestValue) {
      bestValue = value;
      best = [...taken];
    }
    if (from === paid.length || value + bound(from, left) <= bestValue) return;
    const { cost, value: own, index } = paid[from]!;
    if (cost <= left) branch(from + 1, left - cost, value + own, [...taken, index]);
    branch(from + 1, left, value, taken);
  }

  /** What the rest could bring if the last one could be bought in part. */
  function bound(from: number, left: number): number {
    let rest = left;
    let value = 0;
    for (let i = from; i < paid.length; i++) {
      const { cost, value: own } = paid[i]!;
      if (cost > rest) return value + (own * rest) / cost;
      rest -= cost;
      value += own;
    }
    return value;
  }

  branch(0, budget, 0, []);
  return [...free.map(({ index }) => index), ...best].sort((x, y) => x - y);
}

const MOST = 60;

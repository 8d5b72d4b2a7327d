import { type BanditPolicy, indexPolicy, withUniformFloor } from "./policy.ts";

/** The best mean so far, and with probability ε any arm; an arm never played counts as the best. */
export function epsilonGreedy(epsilon: number): BanditPolicy {
  const greedy = indexPolicy("greedy", ({ count, sum }) =>
    sum.map((total, arm) => (count[arm]! > 0 ? total / count[arm]! : Number.POSITIVE_INFINITY)),
  );
  return { ...withUniformFloor(greedy, epsilon), name: "epsilon-greedy" };
}

import type { Rng } from "@attune/math/rng";
import { addReward, createArmStatistics } from "./arm-statistics.ts";
import type { BanditPolicy } from "./policy.ts";

export interface RegretSimulation {
  /** Chance of a reward of 1 of each arm. */
  rates: readonly number[];
  rounds: number;
  /** A reward is learned of so many rounds after its arm was played. */
  delayRounds: number;
}

/** Cumulative expected regret after each round: Σ (best rate − rate of the arm played). */
export function simulateRegret(
  policy: BanditPolicy,
  { rates, rounds, delayRounds }: RegretSimulation,
  rng: Rng,
): Float64Array {
  const statistics = createArmStatistics(rates.length);
  const arms = new Uint32Array(rounds);
  const rewards = new Uint8Array(rounds);
  const regret = new Float64Array(rounds);
  const best = Math.max(...rates);
  let total = 0;
  for (let round = 0; round < rounds; round++) {
    const arrived = round - delayRounds - 1;
    if (arrived >= 0) addReward(statistics, arms[arrived]!, rewards[arrived]!);
    const arm = policy.draw(statistics, rng);
    arms[round] = arm;
    rewards[round] = rng.uniform() < rates[arm]! ? 1 : 0;
    total += best - rates[arm]!;
    regret[round] = total;
  }
  return regret;
}

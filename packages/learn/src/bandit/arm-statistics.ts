/** What was learned of each arm: counts and sums, plain numbers that can be stored, added up over servers, and faded. */
export interface ArmStatistics {
  /** How often each arm was played and its reward is known; fractional after fading. */
  count: Float64Array;
  sum: Float64Array;
  sumOfSquares: Float64Array;
}

export function createArmStatistics(armCount: number): ArmStatistics {
  return {
    count: new Float64Array(armCount),
    sum: new Float64Array(armCount),
    sumOfSquares: new Float64Array(armCount),
  };
}

export function addReward({ count, sum, sumOfSquares }: ArmStatistics, arm: number, reward: number): void {
  count[arm]! += 1;
  sum[arm]! += reward;
  sumOfSquares[arm]! += reward * reward;
}

/** Takes back what `addReward` added; for a sliding window. */
export function removeReward({ count, sum, sumOfSquares }: ArmStatistics, arm: number, reward: number): void {
  count[arm]! -= 1;
  sum[arm]! -= reward;
  sumOfSquares[arm]! -= reward * reward;
}

/** Everything known counts `factor` (in (0, 1]) times as much from now on: discounting, where the world drifts [Kocsis & Szepesvári 2006]. */
export function fadeStatistics({ count, sum, sumOfSquares }: ArmStatistics, factor: number): void {
  for (let arm = 0; arm < count.length; arm++) {
    count[arm]! *= factor;
    sum[arm]! *= factor;
    sumOfSquares[arm]! *= factor;
  }
}

export interface SlidingWindow {
  statistics: ArmStatistics;
  add(arm: number, reward: number): void;
}

/** Statistics of the last `size` rewards alone. */
export function createSlidingWindow(armCount: number, size: number): SlidingWindow {
  const statistics = createArmStatistics(armCount);
  const arms = new Uint32Array(size);
  const rewards = new Float64Array(size);
  let seen = 0;
  return {
    statistics,
    add(arm, reward) {
      const place = seen % size;
      if (seen >= size) removeReward(statistics, arms[place]!, rewards[place]!);
      arms[place] = arm;
      rewards[place] = reward;
      addReward(statistics, arm, reward);
      seen++;
    },
  };
}

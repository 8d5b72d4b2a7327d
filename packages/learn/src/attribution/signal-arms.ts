/** One arm of an experiment that chooses by some of the signals. */
export interface SignalArm {
  id: string;
  signals: readonly string[];
  /** Null in the arm that has them all. */
  without: string | null;
  /** Share of the traffic. */
  weight: number;
}

/** Arms that are ready to be tested: all signals, and one without each of those named. All get the same share of the traffic. */
export function signalArms(signals: readonly string[], withoutEach: readonly string[]): SignalArm[] {
  const weight = 1 / (1 + withoutEach.length);
  return [
    { id: "all-signals", signals, without: null, weight },
    ...withoutEach.map((without) => ({
      id: `without-${without.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`,
      signals: signals.filter((signal) => signal !== without),
      without,
      weight,
    })),
  ];
}

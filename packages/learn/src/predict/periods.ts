import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { Activity } from "./activity.ts";
import { msPerDay } from "./person-features.ts";

/** Moments at which the past is looked at as if it were the present; each outcome window ends before the next period's moment. */
export interface Periods {
  trainingAt: number[];
  calibrationAt: number;
  testAt: number;
  horizonMs: number;
}

const trainingMoments = 3;

/**
 * The last `horizonDays` are the test's outcomes, the horizon before them the calibration's; training looks from up to three moments before that, half a
 * horizon apart. Nothing that was learned from lies after what it is asked. Undetermined where the data are shorter than four horizons.
 */
export function choosePeriods({ firstAt, lastAt }: Activity, horizonDays: number): Periods | Undetermined {
  const horizonMs = horizonDays * msPerDay;
  const endAt = lastAt + 1;
  const days = Math.max(0, (endAt - firstAt) / msPerDay);
  if (!(days >= 4 * horizonDays)) {
    return undetermined(
      "too-short",
      `The data span ${Math.floor(days)} days; to learn, calibrate and judge ${horizonDays} days ahead takes ${4 * horizonDays}.`,
    );
  }
  const latestTraining = endAt - 3 * horizonMs;
  const trainingAt = Array.from({ length: trainingMoments }, (_, i) => latestTraining - (i * horizonMs) / 2).filter(
    (at) => at > firstAt,
  );
  return { trainingAt, calibrationAt: endAt - 2 * horizonMs, testAt: endAt - horizonMs, horizonMs };
}

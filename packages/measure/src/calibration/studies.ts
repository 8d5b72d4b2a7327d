import { adjustedStudies } from "./adjusted-studies.ts";
import { banditStudies } from "./bandit-studies.ts";
import { fixedHorizonStudies } from "./fixed-horizon-studies.ts";
import { sequentialStudies } from "./sequential-studies.ts";
import type { Study } from "./study.ts";

/** Every calibration study, in the order of the table. */
export const studies: readonly Study[] = [
  ...fixedHorizonStudies,
  ...adjustedStudies,
  ...sequentialStudies,
  ...banditStudies,
];

import { adjustedStudies } from "./adjusted-studies.ts";
import { banditStudies } from "./bandit-studies.ts";
import { designStudies } from "./design-studies.ts";
import { fixedHorizonStudies } from "./fixed-horizon-studies.ts";
import { samplingStudies } from "./sampling-studies.ts";
import { sequentialStudies } from "./sequential-studies.ts";
import type { SharedStudy, Study } from "./study.ts";

/** Every calibration study, in the order of the table. */
export const studies: readonly (Study | SharedStudy)[] = [
  ...fixedHorizonStudies,
  ...adjustedStudies,
  ...designStudies,
  ...samplingStudies,
  ...sequentialStudies,
  ...banditStudies,
];

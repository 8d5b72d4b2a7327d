import type { SharedStudy, Study } from "../../calibration/study.ts";
import { adjustmentStudies } from "./adjustment-studies.ts";
import { panelStudies } from "./panel-studies.ts";
import { refuterStudies } from "./refuter-studies.ts";
import { staggeredStudies } from "./staggered-studies.ts";
import { syntheticStudies } from "./synthetic-studies.ts";
import { visitStudies } from "./visit-studies.ts";

/** Every calibration study of effects without an experiment, in the order of the table. */
export const observationalStudies: readonly (Study | SharedStudy)[] = [
  ...adjustmentStudies,
  ...panelStudies,
  ...staggeredStudies,
  ...syntheticStudies,
  ...visitStudies,
  ...refuterStudies,
];

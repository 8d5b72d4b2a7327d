import type { Study } from "../../calibration/study.ts";
import { adjustmentStudies } from "./adjustment-studies.ts";
import { panelStudies } from "./panel-studies.ts";
import { refuterStudies } from "./refuter-studies.ts";

/** Every calibration study of effects without an experiment, in the order of the table. */
export const observationalStudies: readonly Study[] = [...adjustmentStudies, ...panelStudies, ...refuterStudies];

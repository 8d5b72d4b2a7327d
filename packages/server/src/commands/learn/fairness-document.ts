import type { FairnessReport } from "@attune/learn/audit/audit-fairness";
import type { GroupCalibration } from "@attune/learn/audit/calibration-by-group";
import type { Json } from "@attune/model/json";
import type { Undetermined } from "@attune/model/undetermined";

/** What `attune learn fairness` answers. */
export interface FairnessDocument {
  schema: "attune.learn.fairness/1";
  data: Record<string, Json>;
  audit: FairnessReport | Undetermined;
  /** Whether forecasts come true as often as they say in every group; null where none were given. */
  calibration: GroupCalibration[] | null;
}

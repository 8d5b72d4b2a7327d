import type { Rng } from "@attune/math/rng";
import type { Refutation } from "@attune/model/effect-study";
import type { Study } from "../../calibration/study.ts";
import { refuteDid } from "../../refute/refute-did.ts";
import { type Reestimate, refuteTreatment } from "../../refute/refute-treatment.ts";
import { preTrendTest } from "../aggregate-group-time.ts";
import { groupTimeEffects } from "../group-time-effects.ts";
import type { NamedColumn } from "../method-estimate.ts";
import type { TreatmentData } from "../treatment-data.ts";
import { augmentedEstimate } from "../weighting-estimates.ts";
import { plain } from "../weighting-study.ts";
import { drawPanel, type PanelShape } from "./panel-studies.ts";

const reestimate: Reestimate = (of, rng) => plain(augmentedEstimate(of, { estimand: "ate", trim: 0 }, rng));

/** Truth: effect 1, by `split` more or less by the sign of z. `hidden` confounds unseen, and moves an outcome from before the treatment. */
function drawHidden(rng: Rng, hidden: number, split: number): { data: TreatmentData; control: NamedColumn } {
  const n = 500;
  const draw = () => Float64Array.from({ length: n }, () => rng.normal());
  const [z, x, u] = [draw(), draw(), draw()];
  const treated = Uint8Array.from(z, (value, i) =>
    rng.uniform() < 1 / (1 + Math.exp(-0.6 * value - hidden * u[i]!)) ? 1 : 0,
  );
  const outcome = z.map(
    (value, i) => (1 + split * Math.sign(value)) * treated[i]! + value + hidden * u[i]! + rng.normal(),
  );
  const covariates = [
    { name: "z", values: z },
    { name: "x", values: x },
  ];
  const before = z.map((value, i) => hidden * u[i]! + 0.5 * value + rng.normal());
  return { data: { outcome, treated, covariates }, control: { name: "before", values: before } };
}

const isFlagged = (list: readonly Refutation[]) => (list.some(({ status }) => status !== "pass") ? 1 : 0);

function attacked(
  id: string,
  process: string,
  hidden: number,
  split: number,
  of: Pick<Study, "measure" | "band" | "replications">,
): Study {
  return {
    id: `refuters/treatment/${id}`,
    estimator: "refuters of weighting",
    process,
    ...of,
    once(rng) {
      const { data, control } = drawHidden(rng, hidden, split);
      const original = reestimate(data, rng.fork("estimate"));
      return original === null
        ? 1
        : isFlagged(refuteTreatment(data, original, reestimate, [control], rng.fork("attack")));
    },
  };
}

function attackedPanel(
  id: string,
  process: string,
  shape: PanelShape,
  of: Pick<Study, "measure" | "band" | "replications">,
): Study {
  return {
    id: `refuters/did/${id}`,
    estimator: "refuters of did",
    process,
    ...of,
    once(rng) {
      const cells = drawPanel(rng, shape);
      return isFlagged(refuteDid(cells, preTrendTest(groupTimeEffects(cells)), rng.fork("attack")));
    },
  };
}

const quiet = { measure: "alerts", band: [0.04, 0.06] } as const;
const caught = { measure: "power", band: [0.95, 1], replications: 400 } as const;

/** Refuters: quiet without a violation, heard where there is one that they can see. */
export const refuterStudies: readonly Study[] = [
  attacked("quiet", "no violation, n = 500", 0, 0, { ...quiet, replications: 4_000 }),
  attacked("hidden", "a hidden confounder that also moves a negative-control outcome", 0.9, 0, caught),
  attacked("unstable", "an effect that differs by a covariate (0 and 2)", 0, 1, caught),
  attackedPanel("quiet", "no violation, 500 units × 6 periods", { units: 500 }, { ...quiet, replications: 4_000 }),
  attackedPanel(
    "drift",
    "a confounder that also moves the pre-period (trends drift by 0.5)",
    { units: 500, drift: 0.5 },
    caught,
  ),
  attackedPanel(
    "anticipation",
    "the treated change by 0.6 in the period before",
    { units: 500, anticipation: 0.6 },
    caught,
  ),
];

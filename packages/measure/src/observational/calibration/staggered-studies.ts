import { type Claim, covers, type SharedStudy } from "../../calibration/study.ts";
import {
  calendarAggregate,
  dynamicAggregate,
  groupAggregate,
  simpleAggregate,
  simultaneousCritical,
} from "../aggregate-group-time.ts";
import type { InfluencedEffect } from "../doubly-robust-did.ts";
import { groupTimeEffects, influenceError } from "../group-time-effects.ts";
import { twoWayFixedEffects } from "../two-way-fixed-effects.ts";
import { drawPanel } from "./panel-studies.ts";

const normal975 = 1.959963984540054;
const growing = "parallel trends, effects that grow by 0.5 a period, 300 units × 6 periods";

const claim = (estimator: string, band: Claim["band"], process = growing): Claim => ({
  id: `observational/staggered/${estimator}`,
  estimator,
  process,
  measure: "coverage",
  band,
});

const around = ({ effect, influence }: InfluencedEffect, critical = normal975): [number, number] => {
  const half = critical * influenceError(influence);
  return [effect - half, effect + half];
};

/**
 * Groups 3 and 5 in six periods, as many units in each: the effect is 1, 1.5, 2, 2.5 in the periods since the start. Truth: simple
 * (1 + 1.5 + 2 + 2.5 + 1 + 1.5)/6, group (1.75 + 1.25)/2, calendar (1 + 1.5 + 1.5 + 2)/4, dynamic (1 + 1.5 + 2 + 2.5)/4.
 */
const aggregates: SharedStudy = {
  id: "observational/staggered",
  replications: 1_500,
  claims: [
    claim("simple", [0.94, 0.96]),
    claim("group", [0.94, 0.96]),
    claim("calendar", [0.94, 0.96]),
    claim("dynamic", [0.94, 0.96]),
    claim("simultaneous band of the event study", [0.93, 0.97]),
    claim("twfe", null, `${growing}: it weights late periods against, and fails`),
  ],
  once(rng) {
    const cells = drawPanel(rng, { units: 300, growth: 0.5 });
    const study = groupTimeEffects(cells);
    const events = dynamicAggregate(study);
    const critical = simultaneousCritical(events.parts, rng.fork("band"));
    const twfe = twoWayFixedEffects(cells.panel, cells.groupOf);
    return [
      covers(around(simpleAggregate(study)), 9.5 / 6),
      covers(around(groupAggregate(study).overall), 1.5),
      covers(around(calendarAggregate(study).overall), 1.5),
      covers(around(events.overall), 1.75),
      events.parts.every((part) => covers(around(part, critical), part.at < 0 ? 0 : 1 + 0.5 * part.at) === 1) ? 1 : 0,
      covers(twfe.interval as [number, number], 9.5 / 6),
    ];
  },
};

/** Roll-outs at several times: every overall figure, the band, and the regression that is shown with a warning. */
export const staggeredStudies: readonly SharedStudy[] = [aggregates];

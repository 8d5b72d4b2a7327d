import type { Rng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { covers, type SharedStudy } from "../../calibration/study.ts";
import type { PersonHistory, Visit } from "../../tactic/person-history.ts";
import { visitTimingReport } from "../../timing/visit-timing-report.ts";

const hourMs = 3_600_000;

const stranger: PersonHistory = {
  arm: "unexposed",
  zeroAt: 0,
  device: "phone",
  variantId: "",
  propensity: 0,
  isCrossover: false,
  firstSeenAt: null,
  lastSeenAt: null,
  lastOrderAt: null,
  lastViewAt: null,
  signalAt: null,
  markAt: null,
  events: 0,
  activeDays: 0,
  views: 0,
  adds: 0,
  orders: 0,
  ordered: 0,
  isIdentified: false,
  priceLevel: null,
  touches: [],
  laterOrders: [],
  visits: [],
};

/** What moves touches, and what touches do. */
export interface VisitWorld {
  /** log-odds of being touched gain so much with ln(1 + events of the last visit). */
  confounding: number;
  /** What a touch adds to the chance of an order, by the touches before and the hours since the last visit (0 for the first). */
  effect: (touchesBefore: number, gapHours: number) => number;
  /** Hours between visits, each as likely. */
  gaps: readonly number[];
}

/**
 * Six visits a person. An intent that nobody sees comes and goes, and moves orders; it shows in the events of a visit, which also rise where the
 * tactic is shown; and these decide how likely the next visit is touched. So what was known is both what confounds the touch and what earlier
 * touches did: adjusting for it in a regression would be wrong, weighting is right.
 */
export function drawVisits(rng: Rng, people: number, { confounding, effect, gaps }: VisitWorld): PersonHistory[] {
  return Array.from({ length: people }, () => {
    const person = {
      ...stranger,
      visits: [] as Visit[],
      touches: [...stranger.touches],
      laterOrders: [...stranger.laterOrders],
    };
    let intent = rng.uniform() < 0.5;
    let lastEvents = 0;
    let touches = 0;
    let at = 0;
    for (let number = 1; number <= 6; number++) {
      const gap = gaps[rng.integer(gaps.length)]!;
      if (number > 1) at += gap * hourMs;
      if (rng.uniform() < 0.2) intent = !intent;
      const logit = -1 + confounding * Math.log1p(lastEvents) + (number > 1 && gap < 5 ? 0.7 : 0);
      const isTouched = rng.uniform() < 1 / (1 + Math.exp(-logit));
      const chance = 0.1 + (intent ? 0.25 : 0) + (number > 1 && gap < 5 ? 0.05 : 0);
      const works = isTouched ? effect(touches, number > 1 ? gap : 0) : 0;
      if (isTouched) {
        person.touches.push({ at: at + 1, tacticId: "strip", arm: "exposed", variantId: "", device: "phone" });
        touches += 1;
      }
      if (rng.uniform() < chance + works) person.laterOrders.push({ at: at + 2, amount: 10, device: "phone" });
      lastEvents = (intent ? 8 : 1) + (isTouched && rng.uniform() < 0.5 ? 4 : 0);
      person.visits.push({ at, events: lastEvents, views: 1, adds: 0, signalAt: at });
    }
    return person;
  });
}

const data = "visits touched by an intent that shows only in what was done before, 600 people × 6 visits";

/** Touches that nobody randomized: the marginal structural model of `measure timing`, and what plain means would say. */
export const visitStudies: readonly SharedStudy[] = [
  {
    id: "observational/visits",
    replications: 200,
    claims: [
      {
        id: "observational/visits/weighted",
        estimator: "marginal structural model, first touch",
        process: data,
        measure: "coverage",
        band: [0.93, 0.98],
      },
      {
        id: "observational/visits/plain",
        estimator: "the same without weights",
        process: `${data}: it fails`,
        measure: "coverage",
        band: null,
      },
    ],
    once(rng) {
      const people = drawVisits(rng, 600, { confounding: 0.9, effect: () => 0.1, gaps: [24] });
      const report = visitTimingReport(people, {
        tacticId: "strip",
        outcome: "conversion",
        windowMs: 400 * hourMs,
        responseMs: hourMs / 2,
        lookbackMs: 1000 * hourMs,
        nowMs: 1e12,
        signal: "Product Viewed",
      });
      if (isUndetermined(report)) return [0, 0];
      return [report.dose.groups[0]!.effect, report.visitModel!.unweightedFirstTouch].map((effect) =>
        isUndetermined(effect) ? 0 : covers(effect.interval, 0.1),
      );
    },
  },
];

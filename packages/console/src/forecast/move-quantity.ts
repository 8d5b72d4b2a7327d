import type { ScenarioFile } from "@attune/model/scenario-file";
import type { ScenarioAssumption } from "@attune/model/scenario-report";

/**
 * A copy of the file with one of its numbers moved to another middle; how unsure it is moves along: in proportion where the number is above
 * zero, by the same distance where it may lie below. What else the file says of it (source, owner, grade) stays.
 */
export function moveQuantity(
  file: ScenarioFile,
  { path, center, low, high }: ScenarioAssumption,
  to: number,
): ScenarioFile {
  const isProportional = center > 0 && low >= 0;
  const moved = (end: number) => (isProportional ? (end * to) / center : end + to - center);
  const isShare = isProportional && high <= 1 && to < 1;
  const keep = (value: number) => (isShare ? Math.min(value, (1 + to) / 2) : value);
  const spread = low === high ? { value: to } : { value: to, low: moved(low), high: keep(moved(high)) };
  return replaceAt(file, stepsOf(path), (entry) => {
    if (typeof entry !== "object" || entry === null) return low === high ? to : spread;
    const {
      value: _v,
      low: _l,
      high: _h,
      mean: _m,
      standardError: _e,
      successes: _s,
      trials: _t,
      ...told
    } = entry as Record<string, unknown>;
    return { ...told, ...spread };
  });
}

/** `baseline.funnels[0].stages.Product Viewed` → its steps. */
export function stepsOf(path: string): Array<string | number> {
  return path.split(".").flatMap((part) => {
    const [name = "", ...places] = part.split("[");
    return [name, ...places.map((place) => Number.parseInt(place, 10))];
  });
}

/** Whether the file itself says the number: what a template brings cannot be moved in it. */
export function standsIn(file: ScenarioFile, path: string): boolean {
  let value: unknown = file;
  for (const step of stepsOf(path)) {
    if (typeof value !== "object" || value === null || !(step in value)) return false;
    value = (value as Record<string | number, unknown>)[step];
  }
  return true;
}

function replaceAt<T>(value: T, steps: ReadonlyArray<string | number>, change: (entry: unknown) => unknown): T {
  const [step, ...others] = steps;
  if (step === undefined) return change(value) as T;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((one, at) => (at === step ? replaceAt(one, others, change) : one)) as T;
  const entries = value as Record<string, unknown>;
  if (!(step in entries)) return value;
  return { ...entries, [step]: replaceAt(entries[step], others, change) } as T;
}

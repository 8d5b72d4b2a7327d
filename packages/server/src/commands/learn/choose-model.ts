import type { Model } from "@attune/learn/recommend/model";
import { UsageError } from "../usage-error.ts";

/** The model of that name. Throws a usage error that lists what there is. */
export function chooseModel(name: string, among: readonly Model[]): Model {
  const model = among.find((candidate) => candidate.name === name.trim());
  if (model === undefined)
    throw new UsageError(`--model ${name}: there are ${among.map((known) => known.name).join(", ")}`);
  return model;
}

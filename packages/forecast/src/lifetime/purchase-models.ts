import { bgNbd, mbgNbd } from "./beta-geometric-model.ts";
import { bgBb } from "./bg-bb.ts";
import { paretoNbd } from "./pareto-nbd.ts";
import type { PurchaseModel, PurchaseModelName } from "./purchase-model.ts";
import { sbg } from "./sbg.ts";

const models: Record<PurchaseModelName, PurchaseModel> = {
  "bg-nbd": bgNbd,
  "mbg-nbd": mbgNbd,
  "pareto-nbd": paretoNbd,
  "bg-bb": bgBb,
  sbg,
};

export function purchaseModelNamed(name: PurchaseModelName): PurchaseModel {
  return models[name];
}

import { bgNbd, mbgNbd } from "./beta-geometric-model.ts";
import { paretoNbd } from "./pareto-nbd.ts";
import type { PurchaseModel, PurchaseModelName } from "./purchase-model.ts";

const models: Partial<Record<PurchaseModelName, PurchaseModel>> = {
  "bg-nbd": bgNbd,
  "mbg-nbd": mbgNbd,
  "pareto-nbd": paretoNbd,
};

export function purchaseModelNamed(name: PurchaseModelName): PurchaseModel {
  return models[name]!;
}

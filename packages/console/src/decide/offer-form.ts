import type { OfferEntry } from "@attune/model/offer";

/** An offer as a form holds it: every field as it is typed. */
export interface OfferForm {
  name: string;
  kind: string;
  value: string;
  atMost: string;
  code: string;
  validDays: string;
  perPerson: string;
  budgetPeople: string;
  budgetAmount: string;
}

const usualDays = "14";

export function offerForm(entry?: OfferEntry): OfferForm {
  const typed = (value: number | undefined) => (value === undefined ? "" : String(value));
  return {
    name: entry?.name ?? "",
    kind: entry?.discount.amount === undefined ? "percent" : "amount",
    value: typed(entry?.discount.percent ?? entry?.discount.amount),
    atMost: typed(entry?.discount.atMost),
    code: entry?.code ?? "",
    validDays: entry === undefined ? usualDays : typed(entry.validDays),
    perPerson: typed(entry?.perPerson),
    budgetPeople: typed(entry?.budget?.people),
    budgetAmount: typed(entry?.budget?.amount),
  };
}

/** The entry that a form says; null where there is no discount yet. */
export function offerEntry(form: OfferForm): OfferEntry | null {
  const value = Number(form.value);
  if (!(value > 0)) return null;
  const atMost = Number(form.atMost);
  const discount = form.kind === "amount" ? { amount: value } : { percent: value, ...(atMost > 0 ? { atMost } : {}) };
  const budget = {
    ...(Number(form.budgetPeople) > 0 ? { people: Math.round(Number(form.budgetPeople)) } : {}),
    ...(Number(form.budgetAmount) > 0 ? { amount: Number(form.budgetAmount) } : {}),
  };
  return {
    ...(form.name.trim() === "" ? {} : { name: form.name.trim() }),
    discount,
    ...(form.code.trim() === "" ? {} : { code: form.code.trim() }),
    ...(Number(form.validDays) > 0 ? { validDays: Number(form.validDays) } : {}),
    ...(Number(form.perPerson) > 1 ? { perPerson: Math.round(Number(form.perPerson)) } : {}),
    ...(Object.keys(budget).length === 0 ? {} : { budget }),
  };
}

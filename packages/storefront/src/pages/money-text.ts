const formats = new Map<string, Intl.NumberFormat>();

/** A price tag in the shop's currency; empty where there is no price. */
export function moneyText(micros: number | undefined, currency: string): string {
  if (micros === undefined) return "";
  const format = formats.get(currency) ?? new Intl.NumberFormat("en-IE", { style: "currency", currency });
  formats.set(currency, format);
  return format.format(micros / 1e6);
}

/** A price in running words: without decimals where there are none, `€50`. */
export const roundMoneyText = (micros: number, currency: string): string =>
  moneyText(micros, currency).replace(/[.,]00$/, "");

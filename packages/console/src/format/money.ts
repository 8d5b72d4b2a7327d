const locale = "en-GB";
const formats = new Map<string, Intl.NumberFormat>();

function moneyFormat(currency: string | null, decimals: number, signed: boolean): Intl.NumberFormat {
  const name = `${currency} ${decimals} ${signed}`;
  const known = formats.get(name);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, {
    ...(currency === null ? {} : { style: "currency", currency, currencyDisplay: "narrowSymbol" }),
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    signDisplay: signed ? "exceptZero" : "auto",
  });
  formats.set(name, made);
  return made;
}

/** From this amount on, pennies tell nothing and take room. */
const wholeFrom = 10_000;

interface MoneyStyle {
  /** Marks gains with a plus. */
  signed?: boolean;
  /** The largest amount that stands beside this one, so that both show pennies or neither does. */
  beside?: number;
}

/**
 * An amount in units of the currency (not micros), such as `£12.50`; without pennies from 10,000 on. `currency` is null
 * while nothing priced has arrived: then it is the bare number. A true minus sign, so that columns line up.
 */
export function formatMoney(amount: number, currency: string | null, style: MoneyStyle = {}): string {
  const decimals = Math.max(Math.abs(amount), style.beside ?? 0) >= wholeFrom ? 0 : 2;
  return moneyFormat(currency, decimals, style.signed ?? false)
    .format(amount)
    .replace("-", "−");
}

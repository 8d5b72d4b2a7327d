/** An amount without its sign, such as `85,945 EUR`: whole units, thousands set apart; the bare number where the file states no currency. */
export function amountIn(currency: string | null): (amount: number) => string {
  return (amount) => `${Math.round(Math.abs(amount)).toLocaleString("en")}${currency === null ? "" : ` ${currency}`}`;
}

/** The same with its sign in words, `a loss of 85,945 EUR`; what rounds to nothing is `neither gain nor loss`. */
export function gainIn(currency: string | null): (amount: number) => string {
  const amountText = amountIn(currency);
  return (amount) => {
    if (Math.round(Math.abs(amount)) === 0) return "neither gain nor loss";
    return `a ${amount < 0 ? "loss" : "gain"} of ${amountText(amount)}`;
  };
}

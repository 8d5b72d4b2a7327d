import { parseDocument } from "yaml";

/** The same text with other exchange rates; what people wrote around them stays, comments included. */
export function withRates(text: string, rates: Readonly<Record<string, number>>): string {
  const document = parseDocument(text);
  for (const [currency, rate] of Object.entries(rates)) document.setIn(["business", "rates", currency], rate);
  return document.toString({ lineWidth: 0 });
}

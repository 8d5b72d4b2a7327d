import type { Business } from "@attune/model/business";
import { AttuneError } from "@attune/model/errors";
import { microsPerUnit } from "@attune/model/money";
import type { PlaybookFile } from "@attune/model/playbook-file";
import { nearestWord } from "@attune/rules/nearest-word";

/** The business that a file declares: days end in UTC, tax and shipping count as revenue, unless it says otherwise. */
export function readBusiness(declared: NonNullable<PlaybookFile["business"]>): Business {
  return {
    name: declared.name ?? "",
    timeZone: readTimeZone(declared.timeZone ?? "UTC"),
    currency: declared.currency ?? null,
    ratesMicros: Object.fromEntries(Object.entries(declared.rates ?? {}).map(readRate)),
    revenue: {
      includeTax: declared.revenue?.includeTax ?? true,
      includeShipping: declared.revenue?.includeShipping ?? true,
    },
    internalTraffic: declared.internalTraffic ?? [],
  };
}

function readTimeZone(name: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone === "" ? "UTC" : name;
  } catch {
    const close = nearestWord(name, Intl.supportedValuesOf("timeZone"));
    const hint = close === null ? "an example: Europe/London" : `did you mean ${close}?`;
    throw atPath("business.timeZone", `${JSON.stringify(name.slice(0, 60))} is not a time zone; ${hint}`);
  }
}

function readRate([currency, rate]: [string, number]): [string, number] {
  if (!/^[A-Z]{3}$/.test(currency)) throw atPath(`business.rates.${currency}`, "is not a currency code such as USD");
  const micros = Math.round(rate * microsPerUnit);
  if (micros < 1 || !Number.isSafeInteger(micros))
    throw atPath(`business.rates.${currency}`, `${rate} is out of range`);
  return [currency, micros];
}

function atPath(path: string, message: string): AttuneError {
  return new AttuneError("bad-request", `attune.yaml: ${path} ${message}.`, { path });
}

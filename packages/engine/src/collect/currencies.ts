/** ISO 4217 codes in use (list one), with those withdrawn since 2010, which old orders still carry. */
const currencyCodes = new Set(
  (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW " +
    "CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF " +
    "IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP " +
    "MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG " +
    "SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND " +
    "VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG " +
    "BYR CUC EEK HRK LTL LVL MRO SLL STD VEF ZMK ZWL"
  ).split(" "),
);

/** ISO 4217's code for "no currency": what an amount carries that was sent without one before any currency was known. */
export const unnamedCurrency = "XXX";

/** The upper-case ISO 4217 code; undefined where it is none. */
export function parseCurrency(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const code = value.trim().toUpperCase();
  return currencyCodes.has(code) ? code : undefined;
}

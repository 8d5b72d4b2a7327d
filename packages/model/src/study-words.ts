/** What the methods of studies are called where they are published. */
const methodNames: Readonly<Record<string, string>> = {
  aipw: "AIPW (doubly robust)",
  "aipw-boosted": "AIPW with boosted trees",
  hajek: "Hájek's weighting",
  "horvitz-thompson": "Horvitz–Thompson weighting",
  regression: "regression adjustment",
  matching: "matching",
  "matching-bias-adjusted": "matching, adjusted for bias",
  ols: "least squares",
  "2sls": "two-stage least squares",
  "local-linear": "local linear regression",
  robust: "local linear regression, bias-corrected",
  simple: "difference in differences, averaged over people",
  group: "difference in differences, averaged over groups",
  calendar: "difference in differences, averaged over periods",
  dynamic: "difference in differences, averaged over time since the start",
  twfe: "two-way fixed effects",
  did: "difference in differences",
  sdid: "synthetic difference in differences",
  "synthetic-control": "synthetic control",
  "local-level": "a local-level model of the series",
  "local-level-drifting": "a local-level model with a drift",
  "local-level-cumulative": "a local-level model, summed up",
};

/** The name of a study's method as people say it, within a sentence; of one that has none here its id in words. */
export function methodName(method: string): string {
  return methodNames[method] ?? idInWords(method);
}

/** Whether a method's answer is a sum over periods, which beside averages neither compares nor fits on one scale. */
export function isSumOfPeriods(method: string): boolean {
  return method.endsWith("-cumulative");
}

/** `no-unmeasured-confounders` as people say it. */
export function idInWords(id: string): string {
  return id.replaceAll("-", " ");
}

/** The same at the beginning of a line. */
export function sentenceStart(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

import type { ReportCheck } from "@attune/model/report";

/** Whether a verdict may be given on a report's numbers: not where one of its checks failed. */
export function isBelievable({ checks = [] }: { checks?: ReportCheck[] }): boolean {
  return checks.every(({ status }) => status !== "fail");
}

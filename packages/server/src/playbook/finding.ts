import type { PlaybookFinding } from "@attune/model/playbook-report";

export function warning(code: string, path: string, message: string): PlaybookFinding {
  return { severity: "warning", code, path, message };
}

export function failure(code: string, path: string, message: string): PlaybookFinding {
  return { severity: "error", code, path, message };
}

/** Errors that may be accepted become warnings where the author accepts them by their code. */
export function withAccepted(findings: readonly PlaybookFinding[], accept: readonly string[]): PlaybookFinding[] {
  return findings.map((finding) =>
    finding.acceptable === true && accept.includes(finding.code) ? { ...finding, severity: "warning" } : finding,
  );
}

import type { PlaybookFinding } from "@attune/model/playbook-report";

export function warning(code: string, path: string, message: string): PlaybookFinding {
  return { severity: "warning", code, path, message };
}

export function failure(code: string, path: string, message: string): PlaybookFinding {
  return { severity: "error", code, path, message };
}

import { AttuneError } from "@attune/model/errors";
import { nearestWord } from "@attune/rules/nearest-word";

/** What is wrong with a playbook, and where. */
export function playbookFault(path: string, message: string, cause?: unknown): AttuneError {
  const sentence = /[.?]$/.test(message) ? message : `${message}.`;
  return new AttuneError(
    "bad-request",
    `attune.yaml: ${path} ${sentence}`,
    cause === undefined ? { path } : { path, cause },
  );
}

/** Refuses a reference to what is not declared, and suggests what was probably meant. */
export function requireDeclared(path: string, name: string, declared: readonly string[]): void {
  if (declared.includes(name)) return;
  const close = nearestWord(name, declared);
  const hint = close === null ? `declared are: ${declared.join(", ") || "none"}` : `did you mean ${close}?`;
  throw playbookFault(path, `names ${JSON.stringify(name.slice(0, 100))}, which is not declared; ${hint}`);
}

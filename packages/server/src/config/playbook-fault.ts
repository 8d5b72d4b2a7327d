import { AttuneError } from "@attune/model/errors";
import { nearestWord } from "@attune/rules/nearest-word";

/** A message may quote what somebody wrote; of a whole text in the wrong place its beginning is enough. */
const longestMessage = 1_000;

/** What is wrong with a playbook, and where. */
export function playbookFault(path: string, message: string, cause?: unknown): AttuneError {
  const told = message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message;
  const sentence = /[.?…]$/.test(told) ? told : `${told}.`;
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

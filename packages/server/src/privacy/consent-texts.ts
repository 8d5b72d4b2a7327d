import { createHash } from "node:crypto";
import type { DefinitionStore } from "@attune/engine/ports/definition-store";
import { AttuneError } from "@attune/model/errors";
import type { ConsentKey } from "@attune/model/event";
import type { ConsentText, PrivacyRules } from "@attune/model/privacy";

/** One text as it is shown, in one language. */
export interface ShownText {
  purpose: ConsentKey | "necessary";
  version: string;
  /** Null: the text's own. */
  language: string | null;
  title: string;
  text: string;
  /** Names these very words for ever: the purpose, the version, and a hash of language and words. */
  textId: string;
}

const kind = "consent-text";

/** The texts in force, in the language that was asked for where there is one, else as they are written. */
export function textsInForce({ texts }: PrivacyRules, language: string | null): ShownText[] {
  return Object.entries(texts).map(([purpose, text]) => shownText(purpose as ShownText["purpose"], text, language));
}

function shownText(purpose: ShownText["purpose"], text: ConsentText, asked: string | null): ShownText {
  const language = languageOf(text, asked);
  const words = language === null ? text : text.languages[language]!;
  const told = { language, title: words.title, text: words.text };
  const hash = createHash("sha256").update(JSON.stringify(told)).digest("hex").slice(0, 12);
  return { purpose, version: text.version, ...told, textId: `${purpose}:${text.version}:${hash}` };
}

/** `de-AT` finds `de`. */
function languageOf({ languages }: ConsentText, asked: string | null): string | null {
  if (asked === null) return null;
  const wanted = asked.toLowerCase();
  const names = Object.keys(languages);
  const exact = names.find((name) => name.toLowerCase() === wanted);
  return exact ?? names.find((name) => name.toLowerCase() === wanted.split("-")[0]) ?? null;
}

/** The words behind an id that a choice names: of what is in force, or of what was chosen over before. */
export async function textNamed(
  definitions: DefinitionStore,
  rules: PrivacyRules,
  textId: string,
): Promise<ShownText | null> {
  const languages = new Set(Object.values(rules.texts).flatMap((text) => Object.keys(text.languages)));
  for (const language of [null, ...languages])
    for (const shown of textsInForce(rules, language)) if (shown.textId === textId) return shown;
  return ((await definitions.get(kind, textId)) as ShownText | undefined) ?? null;
}

/** Keeps the words that a choice was made over, whatever the playbook says later. Throws where nobody ever wrote them. */
export async function keepText(definitions: DefinitionStore, rules: PrivacyRules, textId: string): Promise<void> {
  const shown = await textNamed(definitions, rules, textId);
  if (shown === null) {
    const told = `${textId.slice(0, 100)} names no text of this playbook; GET /v1/privacy/texts lists those in force.`;
    throw new AttuneError("bad-request", told, { path: "texts" });
  }
  if ((await definitions.get(kind, textId)) === undefined) await definitions.put(kind, [[textId, { ...shown }]]);
}

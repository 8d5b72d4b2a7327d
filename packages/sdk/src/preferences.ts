import type { Purpose } from "@attune/model/event";
import type { Attune } from "./browser/attune.ts";
import type { Consent } from "./browser/consent.ts";
import { make, makeButton, type NoticeLanguage, openDialog } from "./notice/notice-host.ts";
import { readTextsInForce, type TextSource } from "./notice/texts-in-force.ts";

/** What the preference centre says. */
export interface PreferenceTexts extends Record<Purpose, { name: string; what: string }> {
  title: string;
  body: string;
  necessary: { name: string; what: string };
  /** Of sensitive categories. Absent: nobody is asked for them. */
  sensitive?: { name: string; what: string };
  /** Where the browser's Global Privacy Control refuses. */
  refusedByBrowser: string;
  save: string;
  refuseAll: string;
  cancel: string;
}

export interface PreferenceOptions extends NoticeLanguage {
  texts?: Partial<PreferenceTexts>;
  /** Told of the choice when it is made: `prove` of the texts in force. */
  onChoice?: (choice: Partial<Consent>) => void;
}

const english: PreferenceTexts = {
  title: "What this shop may remember",
  body: "Each is your choice, and can be changed here at any time.",
  necessary: { name: "Necessary", what: "Your cart, your sign-in and this choice. Always on." },
  analytics: { name: "Measurement", what: "Which pages and products are looked at, to see what works." },
  personalization: { name: "Personalization", what: "What you looked at and bought, to show you what fits." },
  marketing: { name: "Messages", what: "Messages that you might like, by e-mail and other channels." },
  refusedByBrowser: "Your browser asks for this to stay off (Global Privacy Control).",
  save: "Save my choice",
  refuseAll: "Turn all off",
  cancel: "Cancel",
};

type Asked = Purpose | "sensitive";

const asked: readonly Purpose[] = ["analytics", "personalization", "marketing"];

/** Opens the choice by purpose as a dialog. What the browser refuses by Global Privacy Control is shown as refused and cannot be turned on. */
export function openPreferences(attune: Pick<Attune, "consent">, options: PreferenceOptions = {}): void {
  const { consent } = attune;
  const texts = { ...english, ...options.texts };
  const now = consent.current();
  const isRefused = (purpose: Asked) => purpose !== "analytics" && consent.isRefusedByBrowser();
  const sensitive = texts.sensitive === undefined ? [] : (["sensitive"] as const);

  openDialog(options, texts.title, (close) => {
    const boxes = [...asked, ...sensitive].map((purpose) => ({
      purpose,
      words: texts[purpose] as { name: string; what: string },
      box: checkbox(now[purpose] === true && !isRefused(purpose), isRefused(purpose)),
    }));
    const save = (choice: (box: HTMLInputElement) => boolean) => () => {
      const chosen = Object.fromEntries(boxes.map(({ purpose, box }) => [purpose, choice(box)]));
      consent.choose(chosen);
      options.onChoice?.(chosen);
      close();
    };
    return [
      make("p", {}, texts.body),
      line(checkbox(true, true), texts.necessary),
      ...boxes.map(({ purpose, words, box }) => line(box, words, isRefused(purpose) ? texts.refusedByBrowser : "")),
      make(
        "div",
        { class: "buttons" },
        makeButton(
          texts.save,
          "strong",
          save((box) => box.checked),
        ),
        makeButton(
          texts.refuseAll,
          "even",
          save(() => false),
        ),
        makeButton(texts.cancel, "plain", close),
      ),
    ];
  });
}

/** As `openPreferences`, with the texts of attune.yaml where the server answers, and a proof of the choice over them. Never rejects. */
export async function openPreferencesInForce(
  attune: Pick<Attune, "consent" | "anonymousId">,
  source: TextSource,
  options: PreferenceOptions = {},
): Promise<void> {
  const inForce = await readTextsInForce(source, attune.anonymousId, options.lang);
  if (inForce === null) return openPreferences(attune, options);
  openPreferences(attune, {
    ...options,
    texts: { ...options.texts, ...inForce.texts },
    onChoice: (choice) => {
      void inForce.prove(choice, "preferences");
      options.onChoice?.(choice);
    },
  });
}

function checkbox(isOn: boolean, isFixed: boolean): HTMLInputElement {
  const box = make("input", { type: "checkbox" });
  box.checked = isOn;
  box.disabled = isFixed;
  return box;
}

function line(box: HTMLInputElement, { name, what }: { name: string; what: string }, note = ""): HTMLLabelElement {
  const label = make("label", {}, box, make("span", { class: "name" }, name), make("span", {}, what));
  if (note !== "") label.append(make("span", {}, note));
  return label;
}

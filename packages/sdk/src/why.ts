import type { PlacementDecision } from "@attune/model/decision";
import type { Attune, Shown } from "./browser/attune.ts";
import { make, makeButton, type NoticeLanguage, openDialog } from "./notice/notice-host.ts";

/** What the explanation says. */
export interface WhyTexts {
  /** Of the button beside each slot. */
  ask: string;
  title: string;
  /** Chosen for this visitor. */
  chosen: string;
  /** Chosen for whoever comes here: the tactic asks nothing of the visitor. */
  forAll: string;
  /** Everybody sees it: nothing was chosen for this visitor. */
  everybody: string;
  /** The visitor belongs to those who see the shop unchanged, so that its worth can be measured. */
  heldOut: string;
  /** Before the items' own reasons. */
  items: string;
  notInterested: string;
  preferences: string;
  close: string;
  /** A reason of an item as Attune writes it, in the visitor's language; English unless given. */
  reason: (reason: string) => string;
}

export interface WhyOptions extends NoticeLanguage {
  texts?: Partial<WhyTexts>;
  /** Opens the preference centre; without it there is no such button. */
  onPreferences?: () => void;
  /** Also told; the event `Not Interested` is sent in any case. */
  onNotInterested?: (shown: Shown) => void;
}

const english: WhyTexts = {
  ask: "Why am I seeing this?",
  title: "Why you are seeing this",
  chosen: "This was chosen for you, from what is known of you or of this visit.",
  forAll: "The shop shows this to everyone at present.",
  everybody: "Everybody sees this; nothing was chosen for you.",
  heldOut: "You are seeing the shop as it is without suggestions, so that we can tell whether they help.",
  items: "The products, and why they are here:",
  notInterested: "Not interested",
  preferences: "What this shop may remember",
  close: "Close",
  reason: (reason) => reason,
};

/** Puts a button behind every slot that shows a decision, now and later. Returns what takes them away again. */
export function addWhyButtons(
  attune: Pick<Attune, "shown" | "onShown" | "track">,
  options: WhyOptions = {},
): () => void {
  const { ask } = { ...english, ...options.texts };
  const buttons = new Map<HTMLElement, HTMLButtonElement>();

  function add(shown: Shown): void {
    buttons.get(shown.slot)?.remove();
    const button = make("button", { type: "button", class: "attune-why" }, ask);
    button.addEventListener("click", () => openWhy(attune, shown, options));
    shown.slot.after(button);
    buttons.set(shown.slot, button);
  }
  for (const shown of attune.shown()) add(shown);
  const stop = attune.onShown(add);
  return () => {
    stop();
    for (const button of buttons.values()) button.remove();
  };
}

/** Says, in a dialog, why a slot shows what it shows. */
export function openWhy(attune: Pick<Attune, "track">, shown: Shown, options: WhyOptions = {}): void {
  const texts = { ...english, ...options.texts };
  const { decision, placementId } = shown;
  openDialog(options, texts.title, (close) => [
    ...reasonsOf(decision, texts),
    make(
      "div",
      { class: "buttons" },
      makeButton(texts.close, "strong", close),
      makeButton(texts.notInterested, "even", () => {
        attune.track("Not Interested", {
          placement_id: placementId,
          tactic_id: decision.tacticId,
          variant_id: decision.variantId,
          products: decision.items.map(({ itemId }) => ({ product_id: itemId })),
        });
        options.onNotInterested?.(shown);
        close();
      }),
      ...(options.onPreferences === undefined
        ? []
        : [
            makeButton(texts.preferences, "plain", () => {
              close();
              options.onPreferences?.();
            }),
          ]),
    ),
  ]);
}

/** What decisions say of a tactic without a condition. */
const asksNothing = "for everyone";

function reasonsOf({ tacticId, holdout, reason, items }: PlacementDecision, texts: WhyTexts): Node[] {
  const reasons = [...new Set(items.map((item) => item.reason))].filter((text) => text !== "");
  const list = make("ul", {}, ...reasons.map((text) => make("li", {}, texts.reason(text))));
  const ofItems = reasons.length === 0 ? [] : [make("p", {}, texts.items), list];
  if (holdout) return [make("p", {}, texts.heldOut), ...ofItems];
  if (tacticId === null) return [make("p", {}, texts.everybody), ...ofItems];
  if (reason === asksNothing) return [make("p", {}, texts.forAll), ...ofItems];
  return [make("p", {}, texts.chosen), ...ofItems];
}

import type { Attune } from "./browser/attune.ts";
import { make, makeButton, type NoticeLanguage, openHost } from "./notice/notice-host.ts";

/** What the banner says. */
export interface BannerTexts {
  title: string;
  body: string;
  accept: string;
  refuse: string;
  /** Leads to the preference centre; shown where `onPreferences` is given. */
  choose: string;
}

export interface BannerOptions extends NoticeLanguage {
  texts?: Partial<BannerTexts>;
  /** Opens the preference centre. */
  onPreferences?: () => void;
}

const english: BannerTexts = {
  title: "Your choice",
  body: "May this shop remember what you look at, to see what works and to show you what fits? You can change this at any time.",
  accept: "Yes, remember",
  refuse: "No, thank you",
  choose: "Choose in detail",
};

/**
 * Asks once, where nobody chose in this browser: yes and no weigh the same, and the page stays usable meanwhile. Goes away with the choice, wherever it
 * is made. Returns what takes it away.
 */
export function showBanner(attune: Pick<Attune, "consent">, options: BannerOptions = {}): () => void {
  const { consent } = attune;
  if (consent.isChosen()) return () => {};
  const texts = { ...english, ...options.texts };
  const { root, close } = openHost(options);
  const choose = (isGranted: boolean) => () =>
    consent.choose({ analytics: isGranted, personalization: isGranted, marketing: isGranted });
  const buttons = [
    makeButton(texts.accept, "strong", choose(true)),
    makeButton(texts.refuse, "strong", choose(false)),
    ...(options.onPreferences === undefined ? [] : [makeButton(texts.choose, "plain", options.onPreferences)]),
  ];
  root.append(
    make(
      "section",
      { class: "notice", "aria-labelledby": "title" },
      make("h2", { id: "title" }, texts.title),
      make("p", {}, texts.body),
      make("div", { class: "buttons" }, ...buttons),
    ),
  );
  const stop = consent.onChange(() => end());
  function end(): void {
    stop();
    close();
  }
  return end;
}

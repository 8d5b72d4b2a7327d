import type { Purpose } from "@attune/model/event";
import type { Consent } from "../browser/consent.ts";
import { createPost } from "../wire/post.ts";

/** Where the texts are: the client's own `url` and `writeKey`. */
export interface TextSource {
  url: string;
  writeKey: string;
}

/** The words of `privacy.texts` in attune.yaml, and a way to prove what was chosen over them. */
export interface TextsInForce {
  /** By purpose, `necessary` included; those that nobody wrote are missing. For `texts` of the preference centre. */
  texts: Partial<Record<Purpose | "necessary" | "sensitive", { name: string; what: string }>>;
  /** Tells the server what was chosen, over which very words, so that it can be shown later. Never rejects. */
  prove(choice: Partial<Consent>, method: string): Promise<void>;
}

interface ShownText {
  purpose: string;
  title: string;
  text: string;
  textId: string;
}

/**
 * Asks for the texts in force. Null where the server does not answer: then the notices' own words are shown, and nothing is proved.
 *
 * @param anonymousId whose choice it will be
 * @param language BCP 47; the texts' own language where they are not written in it
 */
export async function readTextsInForce(
  { url, writeKey }: TextSource,
  anonymousId: () => string,
  language?: string,
  fetchNow: typeof fetch = fetch,
): Promise<TextsInForce | null> {
  const query = new URLSearchParams({ writeKey, ...(language === undefined ? {} : { language }) });
  const shown = await ask(`${url.replace(/\/+$/, "")}/v1/privacy/texts?${query}`, fetchNow);
  if (shown === null) return null;
  const post = createPost(url, writeKey, fetchNow);
  return {
    texts: Object.fromEntries(shown.map(({ purpose, title, text }) => [purpose, { name: title, what: text }])),
    async prove(choices, method) {
      const texts = Object.fromEntries(
        shown.flatMap(({ purpose, textId }) => (purpose in choices ? [[purpose, textId]] : [])),
      );
      const told = language === undefined ? {} : { language };
      const page = typeof location === "undefined" ? {} : { page: location.href };
      await post(
        "privacy/consent",
        { anonymousId: anonymousId(), choices, texts, method, ...told, ...page },
        { keepalive: true },
      );
    },
  };
}

async function ask(url: string, fetchNow: typeof fetch): Promise<ShownText[] | null> {
  try {
    const response = await fetchNow(url, { credentials: "omit" });
    return response.ok ? ((await response.json()) as { texts: ShownText[] }).texts : null;
  } catch {
    return null;
  }
}

import type { Attune } from "./browser/attune.ts";
import { createAttune } from "./browser/create-attune.ts";

/**
 * What the script tag runs: `<script src="https://…/sdk/attune.js" data-write-key="…"></script>`. Starts the client, gives it to the page as
 * `window.attune`, tells of the page, and makes up for calls that were made before: `(window.attune ||= []).push(["track", "Lamp Lit"])`.
 */
function start(script: HTMLScriptElement): void {
  const { writeKey, url, placements, limitMs, consent, page } = script.dataset;
  if (writeKey === undefined) return;
  const attune = createAttune({
    url: url ?? new URL("..", script.src).href,
    writeKey,
    ...(placements === undefined ? {} : { placements: words(placements) }),
    // What is no time would be none: nothing would ever be personalised, and nobody told.
    ...(Number(limitMs) > 0 ? { limitMs: Number(limitMs) } : {}),
    ...(consent === undefined ? {} : { consent: Object.fromEntries(words(consent).map((purpose) => [purpose, true])) }),
  });
  const holder = window as unknown as { attune?: unknown };
  const before = holder.attune;
  holder.attune = attune;
  if (page !== "off") attune.page();
  if (Array.isArray(before)) for (const call of before) replay(attune, call);
}

function replay(attune: Attune, call: unknown): void {
  if (!Array.isArray(call)) return;
  const [name, ...given] = call as [keyof Attune, ...unknown[]];
  const run = attune[name];
  if (typeof run === "function") (run as (...given: unknown[]) => unknown)(...given);
}

function words(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== "");
}

try {
  if (document.currentScript instanceof HTMLScriptElement) start(document.currentScript);
} catch {
  // The page goes on without.
}

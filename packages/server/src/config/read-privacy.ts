import type { Destination, DestinationEntry } from "@attune/model/destination";
import type { PlaybookFile } from "@attune/model/playbook-file";
import { defaultPrivacy, type PrivacyEntry, type PrivacyRules } from "@attune/model/privacy";
import type { Playbook } from "@attune/model/tactic";
import { playbookFault } from "./playbook-fault.ts";

/** `privacy:` with its defaults. */
export function readPrivacy(entry: PrivacyEntry): PrivacyRules {
  const texts = Object.entries(entry.texts ?? {}).flatMap(([key, text]) =>
    text === undefined ? [] : [[key, { ...text, languages: text.languages ?? {} }]],
  );
  return {
    askFirst: entry.askFirst ?? defaultPrivacy.askFirst,
    texts: Object.fromEntries(texts) as PrivacyRules["texts"],
    retention: { ...entry.retention, people: entry.retention?.people ?? defaultPrivacy.retention.people },
    ...(entry.sensitiveCategories === undefined ? {} : { sensitiveCategories: entry.sensitiveCategories }),
  };
}

/** `destinations:` with their defaults. */
export function readDestinations(entries: Record<string, DestinationEntry>): Destination[] {
  return Object.entries(entries).map(([destinationId, entry]) => {
    if (!/^[a-z][a-z0-9-]{0,49}$/.test(destinationId))
      throw playbookFault(`destinations.${destinationId}`, "is named with a-z, 0-9 and -, beginning with a letter");
    const { username, password } = new URL(entry.url);
    if (username !== "" || password !== "")
      throw playbookFault(`destinations.${destinationId}.url`, "holds a password; keys come from the environment");
    return { needs: "analytics", fromBeginning: false, ...entry, destinationId };
  });
}

/** As attune.yaml writes them; what a playbook does not have is left out. */
export function privacyEntries({ privacy, destinations }: Playbook): Partial<PlaybookFile> {
  return {
    ...(privacy === undefined ? {} : { privacy: privacyEntry(privacy) }),
    ...(destinations === undefined
      ? {}
      : {
          destinations: Object.fromEntries(
            destinations.map(({ destinationId, events, ...rest }) => [
              destinationId,
              { ...rest, ...(events === undefined ? {} : { events: [...events] }) },
            ]),
          ),
        }),
  };
}

function privacyEntry({ askFirst, texts, retention, sensitiveCategories }: PrivacyRules): PrivacyEntry {
  const sensitive = sensitiveCategories === undefined ? {} : { sensitiveCategories: [...sensitiveCategories] };
  return { askFirst: [...askFirst], texts, retention, ...sensitive };
}

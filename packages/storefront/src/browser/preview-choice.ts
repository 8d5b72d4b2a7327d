/** By what a person is named: their own ids, or their profile where those are masked. */
export type PersonNamespace = "userId" | "anonymousId" | "profileId";

/** As whom the shop is looked at. */
export type PreviewChoice = (
  | { as: "me" }
  | { as: "person"; namespace: PersonNamespace; id: string }
  | { as: "held-out" }
) & { trace: boolean };

const choiceName = "shop.preview";

function stored(name: string): string | null {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Kept for this tab alone. */
function store(name: string, value: string): void {
  try {
    sessionStorage.setItem(name, value);
  } catch {
    // Without storage the choice ends with the page.
  }
}

export function readPreview(): PreviewChoice {
  takeFromAddress();
  const kept = stored(choiceName);
  return kept === null ? { as: "me", trace: false } : (JSON.parse(kept) as PreviewChoice);
}

export const writePreview = (choice: PreviewChoice): void => store(choiceName, JSON.stringify(choice));

/** The console leads here with `#userId=…`, which then leaves the address bar. What others see is told to whoever is signed in there. */
function takeFromAddress(): void {
  const given = new URLSearchParams(location.hash.slice(1));
  for (const namespace of ["userId", "anonymousId", "profileId"] as const) {
    const id = given.get(namespace);
    if (id === null) continue;
    writePreview({ as: "person", namespace, id, trace: true });
    history.replaceState(null, "", location.pathname + location.search);
  }
}

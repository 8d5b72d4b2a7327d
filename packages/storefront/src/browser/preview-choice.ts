/** As whom the shop is looked at. */
export type PreviewChoice = (
  | { as: "me" }
  | { as: "person"; namespace: "userId" | "anonymousId"; id: string }
  | { as: "held-out" }
) & { trace: boolean };

const choiceName = "shop.preview";
const keyName = "shop.preview-key";

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
  return previewKey() === null || kept === null ? { as: "me", trace: false } : (JSON.parse(kept) as PreviewChoice);
}

export const writePreview = (choice: PreviewChoice): void => store(choiceName, JSON.stringify(choice));

/** The secret key; who has none sees nobody else's page. */
export const previewKey = (): string | null => stored(keyName);

export const writePreviewKey = (key: string): void => store(keyName, key);

/** The console leads here with `#key=…&userId=…`, which then leaves the address bar. */
function takeFromAddress(): void {
  const given = new URLSearchParams(location.hash.slice(1));
  const key = given.get("key");
  if (key === null) return;
  writePreviewKey(key);
  for (const namespace of ["userId", "anonymousId"] as const) {
    const id = given.get(namespace);
    if (id !== null) writePreview({ as: "person", namespace, id, trace: true });
  }
  history.replaceState(null, "", location.pathname + location.search);
}

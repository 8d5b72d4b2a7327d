const storageKey = "attune.anonymous-id";

/** The visitor's anonymous id, made once and kept in this browser; for this page only where storage is forbidden. */
function readAnonymousId(): string {
  try {
    const kept = localStorage.getItem(storageKey);
    if (kept !== null) return kept;
    const made = newId();
    localStorage.setItem(storageKey, made);
    return made;
  } catch {
    return newId();
  }
}

/** 128 random bits. `crypto.randomUUID` would need a secure context, which a demo on a local network is not. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const anonymousId = readAnonymousId();

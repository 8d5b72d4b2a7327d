const longestMs = 3_600_000;

/** Milliseconds that a `Retry-After` header asks for: seconds or an HTTP date, at most an hour. 0 where it says nothing that can be read. */
export function retryAfterMs(header: string | null, now: number): number {
  if (header === null || header.trim() === "") return 0;
  const seconds = Number(header);
  const asked = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1_000;
  return asked > 0 ? Math.min(asked, longestMs) : 0;
}

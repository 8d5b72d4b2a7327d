import { retryAfterMs } from "./retry-after.ts";

/** What became of a request. `retry`: it may succeed later; `refused`: it never will. */
export type Answer =
  | { kind: "answered"; body: unknown }
  | { kind: "retry"; afterMs: number; reason: string }
  | { kind: "refused"; reason: string };

export interface PostOptions {
  /** The request outlives the page. */
  keepalive?: boolean;
  signal?: AbortSignal;
}

export type Post = (path: string, body: unknown, options?: PostOptions) => Promise<Answer>;

/** Answers that another try may change. */
const passing = new Set([408, 425, 429]);

/**
 * Posts JSON to Attune and never rejects. The key is in the query and the content type is the browser's own for a text, so that a page of another
 * origin asks without a preflight.
 *
 * @param url of the server; behind a first-party path, with that path: `https://shop.example/a`
 */
export function createPost(url: string, writeKey: string, fetchNow: typeof fetch = fetch): Post {
  const base = url.replace(/\/+$/, "");
  return async (path, body, options = {}) => {
    try {
      const response = await fetchNow(`${base}/v1/${path}?writeKey=${encodeURIComponent(writeKey)}`, {
        method: "POST",
        credentials: "omit",
        body: JSON.stringify(body),
        ...options,
      });
      if (response.ok) return { kind: "answered", body: await response.json() };
      const reason = `${path} answered ${response.status}`;
      if (response.status < 500 && !passing.has(response.status)) return { kind: "refused", reason };
      return { kind: "retry", afterMs: retryAfterMs(response.headers.get("retry-after"), Date.now()), reason };
    } catch (error) {
      return { kind: "retry", afterMs: 0, reason: `${path}: ${String(error)}` };
    }
  };
}

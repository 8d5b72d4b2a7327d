/** How an error is told: its HTTP status, whether trying again can help, and what to do. Keys are the stable codes. */
export interface ErrorDefinition {
  status: number;
  retryable: boolean;
  /** What to do about it; `docs/reference/errors.md` has a heading for each code. */
  remedy: string;
}

export const errorCatalogue = {
  "bad-request": {
    status: 400,
    retryable: false,
    remedy: "Mend the field that `path` names and send the request again.",
  },
  "bad-credentials": {
    status: 401,
    retryable: false,
    remedy:
      "Sign in, or send a write key (collect, decide) or a secret key (everything else) that this instance knows.",
  },
  "not-allowed": {
    status: 403,
    retryable: false,
    remedy:
      "Ask somebody whose role permits it, or use a secret key with the scope: a write key may only collect and decide.",
  },
  "not-found": {
    status: 404,
    retryable: false,
    remedy: "Check the path and the id; `/openapi.json` lists every route.",
  },
  "wrong-method": { status: 405, retryable: false, remedy: "Use one of the methods that the `Allow` header names." },
  "request-timeout": {
    status: 408,
    retryable: true,
    remedy: "Send the request again; its body did not arrive in time.",
  },
  conflict: { status: 409, retryable: false, remedy: "Read the present state, then decide what to change." },
  "batch-too-large": { status: 413, retryable: false, remedy: "Send smaller batches: 4 MB inflated at most." },
  "too-many-requests": {
    status: 429,
    retryable: true,
    remedy: "Wait for the seconds that `Retry-After` names, then send the same request again.",
  },
  internal: {
    status: 500,
    retryable: true,
    remedy: "Send it again; if it stays, look up the request id in the log and report it.",
  },
  "storage-full": {
    status: 503,
    retryable: true,
    remedy: "Free disk space or raise the map size; clients keep and resend what was refused.",
  },
  "storage-unavailable": {
    status: 503,
    retryable: true,
    remedy:
      "A cluster's log or state does not answer; clients keep and resend what was refused. `attune doctor --cluster` says which.",
  },
  "analytics-unavailable": {
    status: 503,
    retryable: true,
    remedy: "Collecting and deciding go on; the analytics process restarts by itself. `attune doctor` shows its state.",
  },
  overloaded: {
    status: 503,
    retryable: true,
    remedy: "Wait for the seconds that `Retry-After` names, then send the same request again.",
  },
  moved: {
    status: 503,
    retryable: true,
    remedy: "Everything is served elsewhere now: who runs it leads traffic there. What is kept until then is not lost.",
  },
  stopping: {
    status: 503,
    retryable: true,
    remedy: "The server is shutting down; send the request again in a moment.",
  },
  "data-directory-locked": {
    status: 503,
    retryable: true,
    remedy: "Another process owns the data directory; commands with --data-dir reach a running server by themselves.",
  },
  "data-directory-newer": {
    status: 500,
    retryable: false,
    remedy: "This data was written by a newer release; run that release or a newer one.",
  },
  "unsupported-platform": {
    status: 500,
    retryable: false,
    remedy: "Use Linux with glibc or macOS, WSL on Windows, or a ClickHouse server by URL.",
  },
} as const satisfies Record<string, ErrorDefinition>;

export type ErrorCode = keyof typeof errorCatalogue;

/** Misuse and trouble, told by the catalogue. Match on `code`, never on the class. */
export class AttuneError extends Error {
  readonly code: ErrorCode;
  /** The field at fault, as a path such as `batch[3].userId`. */
  readonly path: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    details: { path?: string; cause?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "AttuneError";
    this.code = code;
    this.path = details.path;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** The one error shape of the HTTP API. */
export interface ErrorBody {
  error: { code: ErrorCode; message: string; path?: string; requestId: string };
}

export function hasCode(error: unknown, code: ErrorCode): boolean {
  return typeof error === "object" && error !== null && (error as { code?: unknown }).code === code;
}

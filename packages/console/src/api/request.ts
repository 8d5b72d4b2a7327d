import type { ErrorBody, ErrorCode } from "@attune/model/errors";
import { errorCatalogue } from "@attune/model/errors";
import { endSession } from "../app/session.ts";
import { questions } from "./questions.ts";

/** What can go wrong between the console and the server: a code of the catalogue, that nobody answered, or that nobody waited. */
export type TroubleCode = ErrorCode | "unreachable" | "unexpected-answer" | "left";

/** Any failed request. Match on `code`; the message is the server's own. */
export class RequestError extends Error {
  readonly code: TroubleCode;
  readonly remedy: string;
  readonly requestId: string | undefined;

  constructor(code: TroubleCode, message: string, requestId?: string) {
    super(message);
    this.name = "RequestError";
    this.code = code;
    this.requestId = requestId;
    this.remedy = code in errorCatalogue ? errorCatalogue[code as ErrorCode].remedy : ownRemedies[code as OwnCode];
  }
}

const mostStaleSeconds = 600;
const mostOfKey = 400;

type OwnCode = Exclude<TroubleCode, ErrorCode>;

const ownRemedies: Record<OwnCode, string> = {
  unreachable: "Check that the server runs and that this device reaches it. The console tries again by itself.",
  left: "The server may still finish it: whoever asks again soon has the answer sooner.",
  "unexpected-answer":
    "Something between the console and the server answered in its place, or their releases differ. Reload the page.",
};

interface RequestOptions {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
  /** Sent as it is, in the place of a body. */
  file?: Blob;
  signal?: AbortSignal;
  /** Statuses beyond 2xx whose body is an answer all the same: `/health/ready` speaks with 503. */
  alsoAnswers?: number[];
}

/**
 * The one way to the server. Resolves with the JSON of the answer, rejects with a `RequestError`. Where the server says that nobody is
 * signed in, the page asks to sign in again. Paths are relative to where the console is served.
 */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const asked = questions.ask(keyOf(path, options), options.signal);
  let isAnswered = false;
  try {
    const answer = await answerTo<T>(path, options, asked.signal);
    isAnswered = true;
    return answer;
  } catch (error) {
    if (asked.isLeft()) throw new RequestError("left", "You did not wait for this answer.");
    throw error;
  } finally {
    asked.end(isAnswered);
  }
}

/** The same for what is asked about what people wait for: nobody waits for it, and it is not told as a question. */
export function requestBeside<T>(path: string, signal: AbortSignal): Promise<T> {
  return answerTo<T>(path, {}, signal);
}

/** What makes a question the same one. */
function keyOf(path: string, { method = "GET", body }: RequestOptions): string {
  return `${method} ${path}${body === undefined ? "" : ` ${JSON.stringify(body)}`}`.slice(0, mostOfKey);
}

async function answerTo<T>(path: string, options: RequestOptions, signal: AbortSignal): Promise<T> {
  const response = await send(path, options, signal);
  const text = await response.text();
  if (response.ok || options.alsoAnswers?.includes(response.status)) {
    const answer = parse(text);
    if (answer !== undefined) return answer as T;
    throw new RequestError("unexpected-answer", `The answer to ${path} was not JSON.`);
  }
  const failure = toRequestError(path, response.status, parse(text));
  if (failure.code === "bad-credentials" && !path.startsWith("/v1/session")) endSession();
  throw failure;
}

async function send(path: string, options: RequestOptions, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(path.replace(/^\//, ""), {
      method: options.method ?? "GET",
      headers: {
        Accept: "application/json",
        // Of a large store figures may be some minutes old: they are there at once, and newer ones follow with the next refresh.
        ...(options.method === undefined ? { "Cache-Control": `max-stale=${mostStaleSeconds}` } : {}),
        ...contentType(options),
      },
      ...bodyOf(options),
      signal,
      cache: "no-store",
      credentials: "same-origin",
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new RequestError("unreachable", "The request got no answer.");
  }
}

function contentType({ body, file }: RequestOptions): Record<string, string> {
  if (file !== undefined) return { "Content-Type": "application/octet-stream" };
  return body === undefined ? {} : { "Content-Type": "application/json" };
}

function bodyOf({ body, file }: RequestOptions): { body?: BodyInit } {
  if (file !== undefined) return { body: file };
  return body === undefined ? {} : { body: JSON.stringify(body) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The server's own words where the body has the one error shape; the nearest code of the catalogue by status where it has not. */
export function toRequestError(path: string, status: number, body: unknown): RequestError {
  const told = (body as Partial<ErrorBody> | undefined)?.error;
  if (told && typeof told.code === "string" && told.code in errorCatalogue) {
    return new RequestError(told.code, told.message, told.requestId);
  }
  const byStatus: Record<number, ErrorCode> = {
    401: "bad-credentials",
    403: "not-allowed",
    404: "not-found",
    429: "too-many-requests",
    500: "internal",
    503: "overloaded",
  };
  const code = byStatus[status];
  if (code) return new RequestError(code, `The server answered ${status} to ${path}.`);
  if (status >= 502 && status <= 504)
    return new RequestError("unreachable", "The server behind the proxy does not answer.");
  return new RequestError("unexpected-answer", `The server answered ${status} to ${path}.`);
}

/** Whether trying again by itself can help. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof RequestError)) return false;
  if (error.code === "unreachable") return true;
  return error.code in errorCatalogue && errorCatalogue[error.code as ErrorCode].retryable;
}

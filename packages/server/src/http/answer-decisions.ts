import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { DecideRequest, DecideResponse } from "@attune/model/decision";
import { Compile } from "typebox/compile";
import { permissionsOfPrincipal } from "../accounts/principal.ts";
import type { Instance } from "../instance/instance.ts";
import type { Decide } from "../routes/decide.ts";
import { decideRequestSchema } from "../schema/decide-request.ts";
import type { Authenticate } from "./authenticate.ts";
import { openTo } from "./cross-origin.ts";
import { decisionText } from "./decision-text.ts";
import type { Metrics } from "./metrics.ts";
import { type BodyReader, parseJson } from "./read-json.ts";
import { securityHeaders } from "./security-headers.ts";

const path = "/v1/decide";

interface Parts {
  bodies: BodyReader;
  authenticate: Authenticate;
  decide: Decide;
  instance: Pick<Instance, "state">;
  /** Absent: nobody counts. */
  metrics?: Pick<Metrics, "answered">;
  publicUrl: string | null;
  /** What is in order, and still not answered here. Absent: nothing. */
  leaves?: (asked: DecideRequest) => boolean;
}

const request = Compile(decideRequestSchema);
const noQuery: Record<string, unknown> = {};

/**
 * Answers decisions as their route would, without the framework in between: routing, hooks and reply cost a fifth of a decision
 * (docs/decisions/0020-decisions-pass-by-the-framework.md). It does so for requests in order alone: `POST /v1/decide` with a known key in `Authorization` and a
 * body that fits. Whatever is not in order goes to the framework as if nothing had happened, with the bytes that were read of it; so what is refused, and how,
 * is said in one place.
 */
export function answerDecisions(
  framework: RequestListener,
  { bodies, authenticate, decide, instance, metrics, publicUrl, leaves }: Parts,
): RequestListener {
  const isHttps = publicUrl?.startsWith("https:") === true;
  const security = securityHeaders(isHttps);

  function mayDecide({ headers }: IncomingMessage): boolean {
    if (instance.state !== "serving" || headers.authorization === undefined) return false;
    // Whether a proxy is believed that says https, the framework knows.
    if (!isHttps && headers["x-forwarded-proto"] !== undefined) return false;
    const key = authenticate(headers, noQuery);
    return key !== null && permissionsOfPrincipal({ kind: "key", key }).includes("collect");
  }

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const from = performance.now();
    const body = bodies.read(incoming);
    let decided: DecideResponse;
    try {
      const asked = parseJson(await body);
      if (!request.Check(asked) || leaves?.(asked as DecideRequest)) throw new Error("it is not for here");
      decided = await decide(asked as DecideRequest);
    } catch {
      bodies.giveBack(incoming, body);
      return framework(incoming, response);
    }
    const text = decisionText(decided);
    const bytes = Buffer.byteLength(text);
    const headers: Record<string, string | number> = {
      "content-type": "application/json; charset=utf-8",
      "content-length": bytes,
      ...security,
    };
    const { origin } = incoming.headers;
    if (origin !== undefined) Object.assign(headers, openTo(origin));
    if (stops(instance)) headers.connection = "close";
    // A byte for each character: ASCII alone, which is copied where other text is encoded.
    response.writeHead(200, headers).end(text, bytes === text.length ? "latin1" : "utf8");
    metrics?.answered("POST", path, 200, performance.now() - from);
  }

  return (incoming, response) => {
    if (incoming.method !== "POST" || incoming.url !== path || !mayDecide(incoming)) framework(incoming, response);
    else void answer(incoming, response);
  };
}

/** As it is now: it served when the request came. */
const stops = ({ state }: Pick<Instance, "state">): boolean => state === "stopping";

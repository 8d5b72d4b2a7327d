import { Agent, type Dispatcher, request } from "undici";
import { lookUpPublic, refusalOfUrl } from "./public-addresses.ts";

/** Posts bytes to places that playbooks and browsers name. */
export interface Outbound {
  /** Resolves with the status, at most a little of the answer, and the seconds of `Retry-After`. Rejects where nothing answered in time. */
  post(url: string, headers: Record<string, string>, body: string | Buffer): Promise<OutboundAnswer>;
  close(): Promise<void>;
}

export interface OutboundAnswer {
  status: number;
  retryAfterMs: number | null;
}

export interface OutboundOptions {
  /** From the first byte out to the last byte in, milliseconds. */
  timeoutMs: number;
  /** Connections to one host. */
  connections: number;
  /** Allows http and inner networks: for a shop's own services, declared by who runs the instance. */
  allowInner: boolean;
}

/** An answer is read up to this size, so that the connection can be used again; nothing in it is needed. */
const maxAnswerBytes = 64 * 1024;

/** No redirect is followed: it would lead where nobody looked. */
export function createOutbound({ timeoutMs, connections, allowInner }: OutboundOptions): Outbound {
  const agent: Dispatcher = new Agent({
    connections,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: maxAnswerBytes,
    connect: { timeout: timeoutMs, ...(allowInner ? {} : { lookup: lookUpPublic }) },
  });
  return {
    async post(url, headers, body) {
      const refusal = refusalOfUrl(url, { allowInner });
      if (refusal !== null) throw Object.assign(new Error(`The address ${refusal}.`), { code: "ERR_INNER_ADDRESS" });
      const signal = AbortSignal.timeout(timeoutMs);
      const answer = await request(url, { method: "POST", headers, body, dispatcher: agent, signal });
      await answer.body.dump({ limit: maxAnswerBytes, signal });
      return { status: answer.statusCode, retryAfterMs: readRetryAfter(answer.headers["retry-after"]) };
    },
    close: () => agent.destroy(),
  };
}

/** Seconds, as nearly all send it; dates are left to the caller's own back-off. */
function readRetryAfter(header: string | string[] | undefined): number | null {
  const seconds = Number(Array.isArray(header) ? header[0] : header);
  return header !== undefined && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}

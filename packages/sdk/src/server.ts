import type { DecideRequest, DecideResponse } from "@attune/model/decision";
import type { JsonObject } from "@attune/model/json";
import { backOffMs } from "./wire/back-off.ts";
import type { AliasCall, GroupCall, IdentifyCall, PageCall, TrackCall } from "./wire/messages.ts";
import { newId } from "./wire/new-id.ts";
import { createPost } from "./wire/post.ts";

export type { AliasCall, GroupCall, IdentifyCall, PageCall, TrackCall, Who } from "./wire/messages.ts";

export interface ServerClientOptions {
  /** Of the Attune server: `https://attune.internal:8400`. */
  url: string;
  writeKey: string;
  /** Events of one request; 100 unless said. */
  batchSize?: number;
  /** Events wait so long for company; 500 ms unless said. */
  gatherMs?: number;
  /** Events kept in memory while the server is away; beyond them `onLost` gets the newest. 10,000 unless said. */
  mostWaiting?: number;
  /** How long a decision may take; 500 ms unless said. */
  decideWithinMs?: number;
  /** Told of events that are given up, and why. Silent unless given. */
  onLost?: (messageIds: readonly string[], reason: string) => void;
  /** For tests and other networks. */
  fetch?: typeof fetch;
}

/** The client of a shop's server. Its calls return at once and never throw; `close` before the process ends. */
export interface ServerClient {
  track(call: TrackCall): void;
  identify(call: IdentifyCall): void;
  page(call: PageCall): void;
  group(call: GroupCall): void;
  alias(call: AliasCall): void;
  /** Null where there is no answer in time: show the default. What is decided is counted when the answer came in time, and not otherwise. */
  decide(request: DecideRequest): Promise<DecideResponse | null>;
  /** Resolves when nothing waits any more, or after `withinMs` (10 s unless said); false where something still waits. */
  flush(withinMs?: number): Promise<boolean>;
  /** `flush`, and takes nothing more. */
  close(withinMs?: number): Promise<boolean>;
}

type Message = JsonObject & { messageId: string };

/** No event is sent twice at once: one request travels at a time, in the order of the calls. */
export function createServerClient(options: ServerClientOptions): ServerClient {
  const { batchSize = 100, gatherMs = 500, mostWaiting = 10_000, decideWithinMs = 500, onLost = () => {} } = options;
  const post = createPost(options.url, options.writeKey, options.fetch);
  const waiting: Message[] = [];
  const idle = new Set<() => void>();
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isSending = false;
  let isClosed = false;

  function schedule(ms: number): void {
    if (timer !== undefined || isSending || waiting.length === 0) return;
    timer = setTimeout(() => {
      timer = undefined;
      void send();
    }, ms);
    // Waiting events do not keep a process alive: `close` does.
    (timer as { unref?: () => void }).unref?.();
  }

  async function send(): Promise<void> {
    isSending = true;
    const batch = waiting.slice(0, batchSize);
    const answer = await post("batch", { batch, sentAt: new Date().toISOString() });
    isSending = false;
    if (answer.kind === "retry") {
      failures += 1;
      return schedule(backOffMs(failures, Math.random(), answer.afterMs));
    }
    failures = 0;
    waiting.splice(0, batch.length);
    if (answer.kind === "refused")
      onLost(
        batch.map(({ messageId }) => messageId),
        answer.reason,
      );
    if (waiting.length > 0) return schedule(0);
    for (const call of idle) call();
  }

  const take =
    <Call extends { messageId?: string; timestamp?: string | number }>(type: string) =>
    (call: Call): void => {
      const message: Message = {
        timestamp: new Date().toISOString(),
        ...(call as JsonObject),
        type,
        messageId: call.messageId ?? newId(),
        context: {
          library: { name: "attune-node", version: "0.1.0" },
          ...((call as JsonObject).context as JsonObject),
        },
      };
      if (isClosed || waiting.length >= mostWaiting) {
        onLost([message.messageId], isClosed ? "the client is closed" : `more than ${mostWaiting} events wait`);
        return;
      }
      waiting.push(message);
      if (waiting.length >= batchSize && failures === 0) {
        clearTimeout(timer);
        timer = undefined;
        schedule(0);
      } else schedule(gatherMs);
    };

  async function flush(withinMs = 10_000): Promise<boolean> {
    if (failures === 0) {
      clearTimeout(timer);
      timer = undefined;
      schedule(0);
    }
    if (waiting.length > 0) {
      await new Promise<void>((resolve) => {
        const end = setTimeout(done, withinMs);
        function done(): void {
          clearTimeout(end);
          idle.delete(done);
          resolve();
        }
        idle.add(done);
      });
    }
    return waiting.length === 0;
  }

  return {
    track: take<TrackCall>("track"),
    identify: take<IdentifyCall>("identify"),
    page: take<PageCall>("page"),
    group: take<GroupCall>("group"),
    alias: take<AliasCall>("alias"),
    async decide(request) {
      const signal = AbortSignal.timeout(decideWithinMs);
      const answer = await post("decide", { ...request, confirm: true }, { signal });
      if (answer.kind !== "answered") return null;
      const response = answer.body as DecideResponse;
      if (response.profileId !== null) void post("decide/confirm", { decisionIds: [response.decisionId] });
      return response;
    },
    flush,
    close(withinMs) {
      isClosed = true;
      return flush(withinMs);
    },
  };
}

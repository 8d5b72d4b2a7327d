import type { JsonObject } from "@attune/model/json";
import { backOffMs } from "../wire/back-off.ts";
import type { Post } from "../wire/post.ts";
import type { Keep } from "./storage.ts";

/** An event on its way, with the id by which the server knows it again. */
export type Message = JsonObject & { messageId: string };

export interface QueueParts {
  keep: Keep;
  post: Post;
  /** Calls back later; a page may end before. */
  later: (call: () => void, ms: number) => void;
  random: () => number;
  now: () => number;
  /** What was given up: refused by the server, or beyond what is kept. */
  onLost: (reason: string) => void;
}

export interface EventQueue {
  add(message: Message): void;
  /** Sends what waits. Resolves when it was tried; after a failure, not before the rest is over. */
  flush(): Promise<void>;
  /** Sends without a rest, unless the server asked for one: the network is back, or the page is being left, which ends requests under way. */
  wake(): Promise<void>;
  /** Forgets what waits. */
  clear(): void;
}

const prefix = "q.";
/** Events of one moment travel together. */
const gatherMs = 200;
const mostKept = 200;
/** Browsers let 64 KB of requests outlive a page. */
const mostCharacters = 50_000;

/**
 * Events that wait are kept in the browser, each under its own name, so that pages and tabs do not disturb each other; they leave it when the
 * server has them on disk. An event that two tabs send counts once: the server knows its id.
 */
export function createEventQueue({ keep, post, later, random, now, onLost }: QueueParts): EventQueue {
  const travelling = new Set<string>();
  let failures = 0;
  let restUntil = 0;
  /** The part of the rest that the server asked for. */
  let askedUntil = 0;
  let isDue = false;

  function schedule(ms: number): void {
    if (isDue) return;
    isDue = true;
    later(() => {
      isDue = false;
      void flush();
    }, ms);
  }

  function waiting(): string[] {
    return keep
      .names(prefix)
      .filter((name) => !travelling.has(name))
      .sort();
  }

  function drop(names: readonly string[]): void {
    for (const name of names) keep.remove(name);
  }

  /** As many of the oldest as fit into one request, at least one. */
  function nextBatch() {
    const messages = new Map<string, Message>();
    let characters = 0;
    for (const name of waiting()) {
      const text = keep.get(name);
      const message = readMessage(text);
      if (text === null || message === null) {
        keep.remove(name);
        continue;
      }
      if (characters + text.length > mostCharacters && messages.size > 0) break;
      characters += text.length;
      messages.set(name, message);
    }
    return { messages, characters };
  }

  async function flush(): Promise<void> {
    if (now() < restUntil) return schedule(restUntil - now());
    const { messages, characters } = nextBatch();
    if (messages.size === 0) return;
    const names = [...messages.keys()];
    for (const name of names) travelling.add(name);
    const body = { batch: [...messages.values()], sentAt: new Date(now()).toISOString() };
    const answer = await post("batch", body, { keepalive: characters <= mostCharacters });
    for (const name of names) travelling.delete(name);
    if (answer.kind === "retry") {
      failures += 1;
      askedUntil = now() + answer.afterMs;
      restUntil = now() + backOffMs(failures, random(), answer.afterMs);
      return schedule(restUntil - now());
    }
    if (answer.kind === "refused") onLost(answer.reason);
    failures = 0;
    restUntil = 0;
    askedUntil = 0;
    drop(names);
    if (waiting().length > 0) return flush();
  }

  return {
    add(message) {
      const names = waiting();
      if (names.length >= mostKept) {
        drop(names.slice(0, names.length - mostKept + 1));
        onLost(`more than ${mostKept} events wait; the oldest go`);
      }
      keep.set(`${prefix}${now().toString(36)}.${message.messageId}`, JSON.stringify(message));
      schedule(gatherMs);
    },
    flush,
    wake() {
      restUntil = askedUntil;
      return flush();
    },
    clear: () => drop(keep.names(prefix)),
  };
}

function readMessage(text: string | null): Message | null {
  try {
    return JSON.parse(text ?? "") as Message;
  } catch {
    return null;
  }
}

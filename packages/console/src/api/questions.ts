/** A question that takes long: how long already, and how long the same one took when it was asked last. */
export interface LongQuestion {
  id: number;
  elapsedMs: number;
  /** Null where it was not asked before on this device. */
  lastMs: number | null;
  /** Null for what is done rather than asked: that is not called back by looking away. */
  leave: (() => void) | null;
}

/** One request while it is under way. */
interface AskedQuestion {
  /** Aborts when the asker looks away, and when somebody leaves the question. */
  signal: AbortSignal;
  /** Somebody does not wait for it any longer. */
  isLeft: () => boolean;
  /** To be called once, whatever comes of it. */
  end: (isAnswered: boolean) => void;
}

interface Questions {
  /** @param outer of who asks; what has none cannot be left */
  ask(key: string, outer: AbortSignal | undefined): AskedQuestion;
  subscribe(onChange: () => void): () => void;
  /** What people wait for longer than a second; the same array until it changes. */
  long(): readonly LongQuestion[];
}

/** Where durations outlive the page: as `localStorage`, which may be missing or full. */
type Memory = Pick<Storage, "getItem" | "setItem">;

interface Present {
  id: number;
  key: string;
  startedAt: number;
  leave: (() => void) | null;
}

const longMs = 1_000;
const drawnEveryMs = 250;
const remembered = "attune-question-times";
const mostRemembered = 100;

/**
 * What the page waits for. Each request says when it begins and ends; what takes longer than a second is told with how long it took when it was asked last. What
 * was answered before on this page is renewed behind the answer that is shown: nobody waits for it.
 */
export function createQuestions(now: () => number, memory: Memory | null): Questions {
  const present = new Map<number, Present>();
  const answered = new Set<string>();
  const listeners = new Set<() => void>();
  const times = new Map<string, number>(readTimes(memory));
  let shown: readonly LongQuestion[] = [];
  let nextId = 1;
  let timer: ReturnType<typeof setInterval> | undefined;

  function draw(): void {
    const long = [...present.values()]
      .filter(({ startedAt }) => now() - startedAt >= longMs)
      .map(({ id, key, startedAt, leave }) => ({
        id,
        elapsedMs: now() - startedAt,
        lastMs: times.get(codeOf(key)) ?? null,
        leave,
      }));
    if (present.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
    if (long.length === 0 && shown.length === 0) return;
    shown = long;
    for (const onChange of listeners) onChange();
  }

  function remember(key: string, ms: number): void {
    const code = codeOf(key);
    times.delete(code);
    times.set(code, ms);
    if (times.size > mostRemembered) times.delete(times.keys().next().value!);
    try {
      memory?.setItem(remembered, JSON.stringify([...times]));
    } catch {
      // A device that keeps nothing tells no last time.
    }
  }

  return {
    ask(key, outer) {
      const controller = new AbortController();
      let isLeft = false;
      const id = nextId++;
      const startedAt = now();
      const stop = () => controller.abort();
      if (outer?.aborted) stop();
      outer?.addEventListener("abort", stop, { once: true });
      const leave = () => {
        isLeft = true;
        controller.abort();
      };
      if (!answered.has(key)) {
        present.set(id, { id, key, startedAt, leave: outer === undefined ? null : leave });
        timer ??= setInterval(draw, drawnEveryMs);
      }
      return {
        signal: controller.signal,
        isLeft: () => isLeft,
        end(isAnswered) {
          outer?.removeEventListener("abort", stop);
          present.delete(id);
          if (isAnswered && outer !== undefined) {
            answered.add(key);
            if (now() - startedAt >= longMs || times.has(codeOf(key))) remember(key, now() - startedAt);
          }
          draw();
        },
      };
    },
    subscribe(onChange) {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
    long: () => shown,
  };
}

/** What is kept on the device names no question: addresses may hold who was looked for. Two of a hundred share one with a probability of 10^-6 (FNV-1a, 32 bits). */
function codeOf(key: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}

function readTimes(memory: Memory | null): Array<[string, number]> {
  try {
    const kept: unknown = JSON.parse(memory?.getItem(remembered) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isTime) : [];
  } catch {
    return [];
  }
}

function isTime(entry: unknown): entry is [string, number] {
  return Array.isArray(entry) && typeof entry[0] === "string" && typeof entry[1] === "number";
}

/** Those of this page. */
export const questions = createQuestions(() => performance.now(), storageHere());

function storageHere(): Memory | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

/** What a process may take before it counts as hung. */
export interface Patience {
  /** From one look at it, and one question for a sign of life, to the next. */
  everyMs: number;
  /** So many looks in a row may find no word of it. Counted, not timed: a pause of the whole machine is one look long. */
  silentLooks: number;
  /** The same until its first word, while it starts. */
  startingLooks: number;
  /** What one message may take at its receiver. */
  messageMs: number;
  /** So many messages are at their receivers at once; the others wait for them. */
  atOnce: number;
}

/** What is known of whether a process that works on orders still lives. */
export interface SignsOfLife {
  told(orderIds: readonly number[]): void;
  /** A word of the process: what it answered, which may be nothing but that it lives. */
  heard(orderIds: readonly number[]): void;
  /** Looks at it, every `everyMs`. Null: it lives, or has nothing to say anything about. Linear in what is not answered. */
  whyHung(): string | null;
}

/** One that says nothing for so long hangs; so does one that lives and leaves an order longer than everything it was given can take. */
export function signsOfLife({ everyMs, silentLooks, startingLooks, messageMs, atOnce }: Patience): SignsOfLife {
  const ages = new Map<number, number>();
  let silent = 0;
  let mostSilent = startingLooks;
  return {
    told(orderIds) {
      for (const id of orderIds) ages.set(id, 0);
    },
    heard(orderIds) {
      for (const id of orderIds) ages.delete(id);
      silent = 0;
      mostSilent = silentLooks;
    },
    whyHung() {
      silent = ages.size === 0 ? 0 : silent + 1;
      if (silent > mostSilent) return `it said nothing for ${(mostSilent * everyMs) / 1000} s`;
      const mostMs = messageMs * Math.ceil(ages.size / atOnce);
      for (const [id, age] of ages) {
        if (age * everyMs > mostMs) return `it left a message unanswered for ${mostMs / 1000} s`;
        ages.set(id, age + 1);
      }
      return null;
    },
  };
}

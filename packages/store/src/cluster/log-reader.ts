import { AttuneError } from "@attune/model/errors";
import type { Offset } from "@attune/model/log-entry";
import type { StoredMsg } from "@nats-io/jetstream";
import { asUnavailable } from "./engine-trouble.ts";
import { type EntryMessage, fromMessage, messageIdOf } from "./entry-messages.ts";
import type { JetStreamLink } from "./jetstream-link.ts";
import { type LogStreams, rewriteSubject } from "./log-streams.ts";
import type { LongMessages } from "./long-messages.ts";

/** Reads the messages of one partition's log. Asks the streams' leaders, so that what was acknowledged before is seen. */
export interface LogReader {
  /** Sequence of the newest message; 0 where there is none. At least what this reader has seen or was told of. */
  lastSequence(): Promise<number>;
  /** Of the newest message that is known to be there, without asking. */
  knownSequence(): number;
  /** A message was acknowledged at this sequence: a server that says otherwise has not followed yet. */
  acknowledged(sequence: number): void;
  /** The message of a sequence, rewritten where it was. Undefined beyond the newest; rejects where a server lacks what is known to be there. */
  message(sequence: number): Promise<EntryMessage | undefined>;
  /** Under which id the message of a sequence came; its entries are not decoded. Undefined where nothing is known to lie there (yet). */
  messageIdAt(sequence: number): Promise<string | undefined>;
  /**
   * The last message that begins at or before an offset: it holds the entry, if there is one; undefined where all begin later. About log₂ of the messages in
   * requests, far fewer where it has read near it.
   */
  around(offset: Offset): Promise<EntryMessage | undefined>;
}

/** Where a message begins. */
interface Anchor {
  sequence: number;
  from: Offset;
}

const keptAnchors = 20_000;

export function createLogReader({ manager }: JetStreamLink, streams: LogStreams, long: LongMessages): LogReader {
  /** Ascending by both. Offsets never move, so these stay true for ever. */
  let anchors: Anchor[] = [];
  /** A leader that was cut off answers for a while as if it still were one: its word counts for no less than this. */
  let known = 0;

  async function lastSequence(): Promise<number> {
    const { state } = await asUnavailable("JetStream", () => manager.streams.info(streams.log));
    known = Math.max(known, state.last_seq);
    return known;
  }

  async function message(sequence: number): Promise<EntryMessage | undefined> {
    const found = await stored(sequence);
    if (found !== undefined) remember(found);
    else if (sequence >= 1 && sequence <= known)
      throw new AttuneError("storage-unavailable", `message ${sequence} of ${streams.log} cannot be read yet`, {
        retryAfterSeconds: 2,
      });
    return found;
  }

  async function stored(sequence: number): Promise<EntryMessage | undefined> {
    if (sequence < 1) return undefined;
    const found = await raw(sequence);
    if (found === null) return undefined;
    return fromMessage(found, await asUnavailable("JetStream", () => long.dataOf(found)), sequence);
  }

  function raw(sequence: number): Promise<StoredMsg | null> {
    return asUnavailable("JetStream", async () => {
      const original = await manager.streams.getMessage(streams.log, { seq: sequence });
      return (
        original ??
        (await manager.streams.getMessage(streams.rewrites, { last_by_subj: rewriteSubject(streams, sequence) }))
      );
    });
  }

  function remember({ sequence, from }: Anchor): void {
    const place = after(anchors, sequence);
    if (anchors[place - 1]?.sequence === sequence) return;
    anchors.splice(place, 0, { sequence, from });
    if (anchors.length > keptAnchors) anchors = anchors.filter((_, index) => index % 2 === 0);
  }

  return {
    lastSequence,
    knownSequence: () => known,
    acknowledged(sequence) {
      known = Math.max(known, sequence);
    },
    message,
    async messageIdAt(sequence) {
      const found = await raw(sequence);
      return found === null ? undefined : messageIdOf(found);
    },
    async around(offset) {
      // Messages without entries begin where the next one may begin: the last that begins at or before an offset is the one to hold it.
      let low = 1;
      let high = (await lastSequence()) + 1;
      const place = anchors.findLastIndex(({ from }) => from <= offset);
      if (place >= 0) low = anchors[place]!.sequence;
      const next = anchors[place + 1];
      if (next !== undefined) high = Math.min(high, next.sequence);
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        const found = await message(middle);
        if (found !== undefined && found.from <= offset) low = middle;
        else high = middle;
      }
      const found = high > low ? await message(low) : undefined;
      return found !== undefined && found.from <= offset ? found : undefined;
    },
  };
}

/** Index of the first anchor with a greater sequence. */
function after(anchors: readonly Anchor[], sequence: number): number {
  let low = 0;
  let high = anchors.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (anchors[middle]!.sequence <= sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}

import type { PartitionLetter } from "@attune/engine/ports/partition-store";
import type { StoredMsg } from "@nats-io/jetstream";
import { headers } from "@nats-io/transport-node";
import { describe, expect, it } from "vitest";
import { encode } from "../encode.ts";
import type { JetStreamLink } from "./jetstream-link.ts";
import { openInbox } from "./letter-stream.ts";
import type { LogReader } from "./log-reader.ts";
import { logStreams } from "./log-streams.ts";
import type { LongMessages } from "./long-messages.ts";

const letters = (...numbers: number[]): PartitionLetter[] =>
  numbers.map((number) => ({ from: 0, to: 1, number, text: `letter ${number}` }));
const numbersOf = (found: readonly PartitionLetter[]) => found.map(({ number }) => number);

/** Letters of partition 0 to partition 1, in one message a commit; a commit has landed where its sequence is in `landed`. */
function inboxOver(messages: Array<{ sequence: number; numbers: number[] }>, landed: Map<number, string>) {
  let asked = 0;
  const dropped: number[] = [];
  const manager = {
    streams: {
      async getMessage(_stream: string, { seq }: { seq: number }): Promise<StoredMsg | null> {
        asked += 1;
        const message = messages[seq - 1];
        if (message === undefined) return null;
        const header = headers();
        header.set("Attune-Commit", `${message.sequence} commit-${message.sequence}`);
        return { seq, header, data: encode(letters(...message.numbers)) } as unknown as StoredMsg;
      },
      async purge(_stream: string, { seq }: { seq: number }) {
        dropped.push(seq);
      },
    },
  };
  const inbox = openInbox({
    link: { manager } as unknown as JetStreamLink,
    streams: logStreams("test", 0),
    reader: { messageIdAt: async (sequence: number) => landed.get(sequence) } as unknown as LogReader,
    long: {
      dataOf: async ({ data }: StoredMsg) => Buffer.from(data),
      async eraseParts() {},
    } as unknown as LongMessages,
    to: 1,
  });
  return { inbox, dropped, asked: () => asked };
}

describe("one partition's letters to another", () => {
  it("are taken from what is said of them, and looked for where nothing was", async () => {
    const landed = new Map([
      [1, "commit-1"],
      [2, "commit-2"],
      [3, "commit-3"],
    ]);
    const messages = [
      { sequence: 1, numbers: [1, 2] },
      { sequence: 2, numbers: [3] },
      { sequence: 3, numbers: [4] },
    ];
    const { inbox, asked, dropped } = inboxOver(messages, landed);
    expect(numbersOf(await inbox.read(0, 2, true))).toEqual([1, 2]);
    const before = asked();
    inbox.hear({ from: 0, seq: 2, letters: letters(3) });
    inbox.hear({ from: 0, seq: 2, letters: letters(3) });
    expect(numbersOf(await inbox.read(2, 10, false))).toEqual([3]);
    // Not taken in yet, as after a commit that failed: it is there again.
    expect(numbersOf(await inbox.read(2, 10, false))).toEqual([3]);
    expect(asked()).toBe(before);
    expect(numbersOf(await inbox.read(3, 10, false))).toEqual([]);
    expect(numbersOf(await inbox.read(3, 10, true))).toEqual([4]);
    await inbox.forget(4);
    expect(dropped).toEqual([4]);
    expect(numbersOf(await inbox.read(4, 10, true))).toEqual([]);
  });

  it("that were said in vain are found by the gap that they leave", async () => {
    const landed = new Map([
      [1, "commit-1"],
      [2, "commit-2"],
    ]);
    const { inbox } = inboxOver(
      [
        { sequence: 1, numbers: [1] },
        { sequence: 2, numbers: [2] },
      ],
      landed,
    );
    expect(numbersOf(await inbox.read(0, 1, true))).toEqual([1]);
    inbox.hear({ from: 0, seq: 3, letters: letters(3) });
    expect(numbersOf(await inbox.read(1, 10, false))).toEqual([2]);
    expect(numbersOf(await inbox.read(2, 10, false))).toEqual([3]);
  });

  it("that are too long to be said are looked for when something is", async () => {
    const messages: Array<{ sequence: number; numbers: number[] }> = [];
    const { inbox } = inboxOver(messages, new Map([[1, "commit-1"]]));
    expect(await inbox.read(0, 10, true)).toEqual([]);
    messages.push({ sequence: 1, numbers: [1] });
    expect(await inbox.read(0, 10, false)).toEqual([]);
    inbox.hear({ from: 0, seq: 1, letters: [] });
    expect(numbersOf(await inbox.read(0, 10, false))).toEqual([1]);
  });

  it("of a commit that never landed count for nothing, and one that may land yet is waited for", async () => {
    const landed = new Map([[1, "another's"]]);
    const { inbox } = inboxOver(
      [
        { sequence: 1, numbers: [1] },
        { sequence: 2, numbers: [1] },
      ],
      landed,
    );
    expect(await inbox.read(0, 10, true)).toEqual([]);
    landed.set(2, "commit-2");
    expect(numbersOf(await inbox.read(0, 10, true))).toEqual([1]);
  });
});

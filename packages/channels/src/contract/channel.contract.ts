import type { Channel } from "@attune/engine/ports/channel";
import type { OutboundMessage } from "@attune/model/message";
import { afterAll, describe, expect, it } from "vitest";

/** The other side of a channel, as a test makes it behave. */
export interface Receiver {
  /** What the channel under test answers to from now on. */
  behave(as: "accept" | "refuse-for-now" | "refuse-for-good" | "unknown-address" | "hang"): void;
  /** Ids of the deliveries that it has taken, in order. */
  taken(): string[];
}

/** What every channel keeps. `message(id)` is one that the receiver can take. */
export function channelContract(
  name: string,
  open: () => Promise<{
    channel: Channel;
    receiver: Receiver;
    message: (id: string) => OutboundMessage;
    close(): Promise<void>;
  }>,
): void {
  describe(`${name} keeps the channel's contract`, async () => {
    const { channel, receiver, message, close } = await open();
    afterAll(async () => {
      await channel.close();
      await close();
    });

    it("a message that is taken is accepted, and arrives under its delivery's id", async () => {
      receiver.behave("accept");
      expect((await channel.send(message("first"))).kind).toBe("accepted");
      expect(receiver.taken()).toEqual(["first"]);
    });

    it("the same delivery sent again has the same id", async () => {
      receiver.behave("accept");
      await channel.send(message("again"));
      await channel.send(message("again"));
      expect(receiver.taken().slice(-2)).toEqual(["again", "again"]);
    });

    it("what may pass is to be tried later", async () => {
      receiver.behave("refuse-for-now");
      expect((await channel.send(message("later"))).kind).toBe("later");
    });

    it("what will never be taken has failed", async () => {
      receiver.behave("refuse-for-good");
      expect((await channel.send(message("never"))).kind).toBe("failed");
    });

    it("an address that takes nothing any more is gone", async () => {
      receiver.behave("unknown-address");
      expect((await channel.send(message("gone"))).kind).toBe("gone");
    });

    it("an address that is none is gone, and nothing is sent", async () => {
      receiver.behave("accept");
      const before = receiver.taken().length;
      expect(["gone", "failed"]).toContain(
        (await channel.send({ ...message("nowhere"), to: "no address\r\nBcc: x" })).kind,
      );
      expect(receiver.taken().length).toBe(before);
    });

    it("a receiver that does not answer is given up within the time limit, for later", async () => {
      receiver.behave("hang");
      expect((await channel.send(message("slow"))).kind).toBe("later");
    });

    it("after trouble the next message is taken", async () => {
      receiver.behave("accept");
      expect((await channel.send(message("after"))).kind).toBe("accepted");
    });

    it("a message of another channel fails, and nothing is sent", async () => {
      const before = receiver.taken().length;
      const other: OutboundMessage["message"] = { channel: "in-app", content: {} };
      expect((await channel.send({ ...message("other"), message: other })).kind).toBe("failed");
      expect(receiver.taken().length).toBe(before);
    });
  });
}

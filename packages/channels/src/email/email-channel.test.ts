import type { Channel } from "@attune/engine/ports/channel";
import type { OutboundMessage } from "@attune/model/message";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { channelContract, type Receiver } from "../contract/channel.contract.ts";
import { startMailServer, type TestMailServer } from "../contract/mail-server.ts";
import { createEmailChannel } from "./email-channel.ts";

function channelTo(smtpUrl: string): Channel {
  const from = { name: "The shop", address: "hello@shop.example" };
  return createEmailChannel({ smtpUrl, from, bounceAddress: "bounce@shop.example", connections: 2, timeoutMs: 400 });
}

const mail = (deliveryId: string): OutboundMessage => ({
  deliveryId,
  category: "marketing",
  to: "ada@example.com",
  unsubscribeUrl: "https://shop.example/u/abc",
  message: { channel: "email", subject: "Still thinking?", html: "<p>The shoes</p>", text: "The shoes" },
});

const answers = {
  accept: null,
  "refuse-for-now": [451, "4.3.0 try again later"],
  "refuse-for-good": [554, "5.7.1 not accepted here"],
  "unknown-address": [550, "5.1.1 no such mailbox"],
  hang: "hang",
} as const;

channelContract("e-mail over SMTP", async () => {
  const server = await startMailServer();
  const idOf = (raw: string) => /^message-id:\s*<([^@]+)@/im.exec(raw)?.[1] ?? "none";
  const receiver: Receiver = { behave: (as) => server.answer(answers[as]), taken: () => server.mails.map(idOf) };
  return { channel: channelTo(server.url), receiver, message: mail, close: server.close };
});

describe("createEmailChannel", () => {
  let server: TestMailServer;
  let channel: Channel;
  beforeAll(async () => {
    server = await startMailServer();
    channel = channelTo(server.url);
  });
  afterAll(async () => {
    await channel.close();
    await server.close();
  });

  it("sends both parts, one-click unsubscribe of RFC 8058, and a Message-ID made of the delivery's id", async () => {
    await channel.send(mail("d-1"));
    const raw = server.mails.at(-1)!;
    const read = await PostalMime.parse(raw);
    const header = (key: string) => read.headers.find((entry) => entry.key === key)?.value;
    expect(read.messageId).toBe("<d-1@shop.example>");
    expect(read.subject).toBe("Still thinking?");
    expect([read.text?.trim(), read.html?.trim()]).toEqual(["The shoes", "<p>The shoes</p>"]);
    expect(header("list-unsubscribe")).toBe("<https://shop.example/u/abc>");
    expect(header("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
    expect(header("auto-submitted")).toBe("auto-generated");
  });

  it("a subject with line breaks begins no header of its own", async () => {
    const message = { channel: "email", subject: "Hi\r\nBcc: eve@example.com", html: "<p>x</p>", text: "x" } as const;
    await channel.send({ ...mail("d-2"), message });
    const read = await PostalMime.parse(server.mails.at(-1)!);
    expect(read.subject).toBe("Hi Bcc: eve@example.com");
    expect(read.bcc ?? []).toEqual([]);
  });

  it("a transactional message carries no unsubscribe header", async () => {
    const { unsubscribeUrl: _, ...receipt } = mail("d-3");
    await channel.send({ ...receipt, category: "transactional" });
    expect(server.mails.at(-1)).not.toMatch(/^list-unsubscribe/im);
  });
});

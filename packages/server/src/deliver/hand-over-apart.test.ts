import { setTimeout as pass } from "node:timers/promises";
import { startMailServer, type TestMailServer } from "@attune/channels/contract/mail-server";
import type { MessageTemplate } from "@attune/model/message";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { OutboundSettings } from "../environment.ts";
import { handOverThrough } from "./hand-over.ts";
import { type HandOverApart, handOverApart } from "./hand-over-apart.ts";
import { messageLinks } from "./message-links.ts";
import { openChannels } from "./open-channels.ts";
import { readyTemplates } from "./ready-templates.ts";

const links = { base: "https://shop.example", secret: "s" };
const mail = (subject: string): MessageTemplate => ({
  channel: "email",
  category: "marketing",
  subject,
  preheader: "For {{ person.name }}",
  body: {
    mjml: `<mjml><mj-body><mj-section><mj-column><mj-text>Dear {{ person.name }} <a href="https://shop.example/x">look</a> <a href="{{ unsubscribeUrl }}">end</a></mj-text></mj-column></mj-section></mj-body></mjml>`,
  },
});
const note: MessageTemplate = { channel: "in-app", category: "marketing", content: { line: "Hi {{ person.name }}" } };

describe("handOverApart", () => {
  let server: TestMailServer;
  let settings: OutboundSettings;
  let apart: HandOverApart;
  beforeAll(async () => {
    server = await startMailServer();
    settings = { smtpUrl: server.url, mailFrom: "Shop <hello@shop.example>", allowInner: false };
    apart = handOverApart(settings);
  });
  afterAll(async () => {
    await apart.close();
    await server.close();
  });

  beforeEach(() => {
    server.answer(null);
    server.mails.length = 0;
  });

  const through = async (messages: Record<string, MessageTemplate>) =>
    apart.handingOver(await readyTemplates({ messages }, messageLinks(links)), links);
  const order = (n: number, templateId = "hello", values = { person: { name: `P${n}` } }) => ({
    deliveryId: `d-${n}`,
    templateId,
    to: `p${n}@example.com`,
    values,
    isTracked: true,
  });

  it("makes the same mail in its process as here: tracked links, preheader, the link that ends it", async () => {
    const handOver = await through({ hello: mail("Hello {{ person.name }}") });
    const channels = openChannels(settings, Date.now);
    const messages = { hello: mail("Hello {{ person.name }}") };
    const here = handOverThrough(channels)(await readyTemplates({ messages }, messageLinks(links)), links);
    const answers = [await handOver(order(1)), await here(order(1))];
    await Promise.all([...channels.values()].map((channel) => channel.close()));
    expect(answers.map(({ handover }) => handover.kind)).toEqual(["accepted", "accepted"]);
    const [apartMail, hereMail] = server.mails.map((raw) => raw.replace(/^Date:.*$/m, ""));
    expect(apartMail).toContain("Subject: Hello P1");
    expect(apartMail).toMatch(/^List-Unsubscribe: <https:\/\/shop\.example\/m\/u\//m);
    expect(apartMail).toBe(hereMail);
  });

  it("says what became of each: in-app content, a value that is missing, an address that takes nothing", async () => {
    const handOver = await through({ hello: mail("Hello {{ person.name }}"), note });
    server.answer([550, "5.1.1 no such mailbox"]);
    const found = await Promise.all([
      handOver(order(1, "note")),
      handOver(order(2, "hello", { person: {} as { name: string } })),
      handOver(order(3)),
    ]);
    expect(found[0]).toEqual({ handover: { kind: "accepted", reference: "d-1" }, content: { line: "Hi P1" } });
    expect(found[1]?.handover).toMatchObject({
      kind: "failed",
      reason: expect.stringContaining("cannot be filled in"),
    });
    expect(found[2]?.handover).toMatchObject({ kind: "gone" });
  });

  it("each order is made of the playbook that it was given under, whichever came last", async () => {
    const [first, second] = [await through({ note }), await through({ note: { ...note, content: "Other" } })];
    const found = await Promise.all([first, second, first, second].map((handOver, n) => handOver(order(n, "note"))));
    expect(found.map(({ content }) => content)).toEqual([{ line: "Hi P0" }, "Other", { line: "Hi P2" }, "Other"]);
  });

  it("a process that is killed: what it had not answered is tried later, and the next message finds another process", async () => {
    const handOver = await through({ hello: mail("Hello"), note });
    await handOver(order(0, "note"));
    server.answer("hang");
    const hanging = handOver(order(1));
    // By then the process has been told.
    await pass(50);
    process.kill(apart.processId()!, "SIGKILL");
    expect(await hanging).toEqual({
      handover: { kind: "later", reason: "the process that hands messages over ended: SIGKILL" },
    });
    expect(await handOver(order(2, "note"))).toMatchObject({ handover: { kind: "accepted" } });
  });

  it("a process that is stopped is ended after its time: what it has said stays, the rest is tried again under the same id and goes out once", async () => {
    const patience = { everyMs: 50, silentLooks: 40, startingLooks: 500, messageMs: 60_000, atOnce: 8 };
    const stoppable = handOverApart(settings, patience);
    const templates = await readyTemplates({ messages: { hello: mail("Hello") } }, messageLinks(links));
    const handOver = stoppable.handingOver(templates, links);
    const before = await Promise.all([1, 2, 3].map((n) => handOver(order(n))));
    const stopped = stoppable.processId()!;
    process.kill(stopped, "SIGSTOP");
    const during = await Promise.all([4, 5].map((n) => handOver(order(n))));
    const after = await Promise.all([4, 5].map((n) => handOver(order(n))));
    const started = stoppable.processId();
    process.kill(started!, "SIGSTOP");
    await stoppable.close();
    expect(before.map(({ handover }) => handover.kind)).toEqual(["accepted", "accepted", "accepted"]);
    const reason = "the process that hands messages over ended: it said nothing for 2 s";
    expect(during.map(({ handover }) => handover)).toEqual([4, 5].map(() => ({ kind: "later", reason })));
    expect(after.map(({ handover }) => handover.kind)).toEqual(["accepted", "accepted"]);
    expect(started).not.toBe(stopped);
    const ids = server.mails.map((raw) => /^Message-ID: <(d-\d)/im.exec(raw)?.[1]);
    expect(ids.sort()).toEqual(["d-1", "d-2", "d-3", "d-4", "d-5"]);
  }, 30_000);
});

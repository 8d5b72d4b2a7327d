import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { startMailServer } from "@attune/channels/contract/mail-server";
import type { DecideRequest, DecideResponse } from "@attune/model/decision";
import pino from "pino";
import { Pool } from "undici";
import { type RunningServer, startServer } from "../instance/start-server.ts";
import type { Got } from "./restraint-witness.ts";

/** A mail as it lay in the mail server, with the link that ends more of them. */
export interface GotMail extends Got {
  unsubscribeUrl: string | null;
}

/** A whole server on a data directory of its own, asked over HTTP, whose mails go to a mail server over SMTP. Its clock is the life's. */
export interface RestrainedShop {
  collect(batch: object[]): Promise<void>;
  decide(request: DecideRequest): Promise<DecideResponse>;
  /** Does what is due by now, and resolves with the mails that arrived since the last time. */
  settle(): Promise<GotMail[]>;
  /** What is in a person's inbox. */
  inboxOf(person: string): Promise<Got[]>;
  /** As a mail program does by itself (RFC 8058). */
  unsubscribe(link: string): Promise<void>;
  /** Stops the server and starts it again on its directory. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface ShopParts {
  playbook: string;
  clock: () => number;
  /** An address that the mail server refused for good, by its person. */
  onRefused: (person: string) => void;
  /** What the server warned of. */
  onTrouble: (line: string) => void;
}

const keys = { writeKey: "wk_life", secretKey: "sk_life" };
const headersWith = (key: string) => ({
  authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}`,
  "content-type": "application/json",
});
const personIn = (address: string) => address.slice(0, address.indexOf("@"));
/** Of the recipients there, each third is put off once: the mail comes later. */
const slowHost = "@slow.example";
/** Takes nothing. */
export const goneHost = "@gone.example";

export async function openRestrainedShop({
  playbook,
  clock,
  onRefused,
  onTrouble,
}: ShopParts): Promise<RestrainedShop> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "attune-restrained-"));
  const configFile = join(dataDirectory, "attune.yaml");
  await writeFile(configFile, playbook);
  const mail = await startMailServer();
  let asked = 0;
  mail.answer((address) => {
    if (address.endsWith(goneHost)) {
      onRefused(personIn(address));
      return [550, "5.1.1 no such mailbox"];
    }
    if (!address.endsWith(slowHost)) return null;
    asked += 1;
    return asked % 3 === 0 ? [451, "4.7.1 try again later"] : null;
  });
  const warnings = new Writable({
    write(line, _encoding, done) {
      onTrouble(String(line));
      done();
    },
  });
  const start = () =>
    startServer({
      dataDirectory,
      configFile,
      listen: { host: "127.0.0.1", port: 0 },
      publicUrl: "https://shop.example",
      keepsSchedules: false,
      clock,
      environment: {
        ...keys,
        logLevel: "warn",
        workingDirectory: dataDirectory,
        projectDirectory: new URL("../../../..", import.meta.url),
        outbound: { smtpUrl: mail.url, mailFrom: "Shop <hello@shop.example>", allowInner: false },
        stdout: warnings,
        stderr: warnings,
      },
      log: pino({ level: "warn" }, warnings),
    });
  let server: RunningServer = await start();
  let pool = new Pool(server.url!, { connections: 32 });

  async function ask(method: "GET" | "POST", path: string, key: string | null, body?: object): Promise<string> {
    const answer = await pool.request({
      method,
      path,
      headers: key === null ? {} : headersWith(key),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`${path} answered ${answer.statusCode}: ${text}`);
    return text;
  }
  async function stop(): Promise<void> {
    await pool.close();
    await server.close();
  }

  return {
    async collect(batch) {
      await ask("POST", "/v1/batch", keys.writeKey, { batch });
    },
    async decide(request) {
      return JSON.parse(await ask("POST", "/v1/decide", keys.writeKey, request)) as DecideResponse;
    },
    async settle() {
      await server.instance.engine.journeys!.settled();
      return mail.mails.splice(0).map((raw) => readMail(raw, clock()));
    },
    async inboxOf(person) {
      const text = await ask("GET", `/v1/inbox?userId=${person}`, keys.secretKey);
      const { messages } = JSON.parse(text) as { messages: Array<{ deliveryId: string; sentAt: string }> };
      const rest = { person, channel: "in-app", kind: "note", tacticId: null, offerId: null } as const;
      return messages.map(({ deliveryId, sentAt }) => ({ id: deliveryId, at: Date.parse(sentAt), ...rest }));
    },
    async unsubscribe(link) {
      await ask("POST", new URL(link).pathname, null);
    },
    async restart() {
      await stop();
      server = await start();
      pool = new Pool(server.url!, { connections: 32 });
    },
    async close() {
      await stop();
      await mail.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** The life's mails say in their subject what they are. */
function readMail(raw: string, at: number): GotMail {
  const head = raw.slice(0, raw.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ");
  const header = (name: string) => new RegExp(`^${name}: *(.*)$`, "im").exec(head)?.[1]?.trim() ?? null;
  const [kind, ...decided] = (header("Subject") ?? "").split(" ");
  if (kind !== "nudge" && kind !== "receipt") throw new Error(`an unknown mail: ${head}`);
  const [tacticId = null, offerId = null] = decided.map((id) => (id === "none" ? null : id));
  const to = /[^\s<]+@[^\s>]+/.exec(header("To") ?? "")![0];
  const unsubscribeUrl = header("List-Unsubscribe")?.slice(1, -1) ?? null;
  const id = header("Message-ID")!;
  return { id, person: personIn(to), at, channel: "email", kind, tacticId, offerId, unsubscribeUrl };
}

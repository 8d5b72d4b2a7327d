import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startMailServer, type TestMailServer } from "@attune/channels/contract/mail-server";
import { createRng } from "@attune/math/rng";
import { afterEach, describe, expect, it } from "vitest";
import { type BuiltServer, startBuiltServer, temporaryDirectory } from "./testing/start-built-server.ts";

const people = 600;
const kills = 4;
/** Handed over at once by a server (`runtime/delivery-lanes.ts`): what each kill can leave without a record. */
const atOnce = 128;

const playbook = `
holdout: 0
messages: { hello: { channel: email, category: transactional, subject: "Hello {{ person.name }}", html: "<p>Hello</p>" } }
journeys:
  hello: { trigger: { event: Signed Up }, holdout: 0, steps: [{ wait: { minutes: 0.005 } }, { send: hello }] }
`;

describe("journeys survive a server that is killed at any moment", () => {
  let mail: TestMailServer | undefined;
  let directory: string | undefined;
  afterEach(async () => {
    await mail?.close();
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
  });

  it("everybody gets the message, nothing that was recorded is repeated, and a repetition has the same Message-ID", async () => {
    mail = await startMailServer();
    directory = await temporaryDirectory();
    const config = join(directory, "attune.yaml");
    await writeFile(config, playbook);
    const start = () =>
      startBuiltServer({
        dataDirectory: directory!,
        args: ["--config", config],
        env: { ATTUNE_SMTP_URL: mail!.url, ATTUNE_MAIL_FROM: "Shop <hello@shop.example>" },
      });
    const rng = createRng(20_261_122);
    let server = await start();
    await signUp(server);
    for (let kill = 0; kill < kills; kill++) {
      await new Promise((resolve) => setTimeout(resolve, rng.uniform() * 250));
      const recorded = await sentIds(server);
      const before = new Map(countById(mail.mails));
      server.process.kill("SIGKILL");
      await once(server.process, "exit");
      const atKill = countById(mail.mails);
      server = await start();
      await new Promise((resolve) => setTimeout(resolve, 100));
      for (const id of recorded)
        expect([id, countById(mail.mails).get(id)]).toEqual([id, atKill.get(id) ?? before.get(id)]);
    }
    await until(async () => (await sentIds(server)).size === people);
    const counts = countById(mail.mails);
    expect(counts.size).toBe(people);
    const repeated = [...counts.values()].reduce((sum, count) => sum + count - 1, 0);
    expect(repeated).toBeLessThanOrEqual(kills * atOnce);
    await server.stop();
  });
});

async function signUp({ url, writeKey }: BuiltServer): Promise<void> {
  const batch = Array.from({ length: people }, (_, i) => [
    { type: "identify", userId: `p${i}`, traits: { email: `p${i}@example.com`, name: `P${i}` } },
    { type: "track", event: "Signed Up", userId: `p${i}` },
  ]).flat();
  for (let from = 0; from < batch.length; from += 100) {
    const headers = { authorization: `Basic ${Buffer.from(`${writeKey}:`).toString("base64")}` };
    const body = JSON.stringify({ batch: batch.slice(from, from + 100) });
    expect((await fetch(`${url}/v1/batch`, { method: "POST", headers, body })).status).toBe(200);
  }
}

async function sentIds(server: BuiltServer): Promise<Set<string>> {
  const { deliveries } = (await server.get("/v1/deliveries?limit=1000")) as {
    deliveries: Array<{ deliveryId: string; outcome: string }>;
  };
  return new Set(deliveries.filter(({ outcome }) => outcome === "sent").map(({ deliveryId }) => deliveryId));
}

function countById(mails: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const raw of mails) {
    const id = /^message-id:\s*<([^@]+)@/im.exec(raw)?.[1] ?? "none";
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const endsAt = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > endsAt) throw new Error("it did not happen within a minute");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

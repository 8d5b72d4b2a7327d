import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCommand, startBuiltServer, temporaryDirectory } from "./testing/start-built-server.ts";

const traces = [
  "zuleika-user-7781",
  "zuleika.quaint@mail.example",
  "anon-zuleika-5512",
  "+4915112345678",
  "Zuleika Quaint",
  "anon-shared-9921",
];
const [userId, email, anonymousId, phone, name, sharedId] = traces as [string, string, string, string, string, string];

/** Files of a directory, at any depth, that hold the text, in upper or lower case. */
function filesHolding(directory: string, text: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).toString("latin1").toLowerCase().includes(text.toLowerCase()));
}

describe("erasure", () => {
  it("a deleted and purged person leaves none of their identifiers in any byte of the data directory", async () => {
    const dataDirectory = await temporaryDirectory();
    const server = await startBuiltServer({ dataDirectory });
    const headers = { authorization: `Bearer ${server.secretKey}`, "content-type": "application/json" };
    const send = async (...batch: object[]) => {
      const response = await fetch(`${server.url}/v1/batch`, {
        method: "POST",
        headers,
        body: JSON.stringify({ batch }),
      });
      expect(response.status).toBe(200);
    };

    await send(
      { type: "page", anonymousId, context: { page: { url: `https://shop.example/?ref=${anonymousId}` } } },
      { type: "identify", anonymousId, userId, traits: { email, phone, name } },
      {
        type: "track",
        event: "Order Completed",
        userId,
        properties: { order_id: "o1", revenue: 12, currency: "EUR", email, note: `for ${name}` },
      },
      // A shared browser: the other person's entries name an identifier of the one who is erased.
      { type: "identify", anonymousId: sharedId, userId: "somebody-else" },
      { type: "page", anonymousId: sharedId, userId },
      // Two that are quarantined, one without and one with a name in the payload.
      { type: "track", userId },
      { type: "track", event: "Order Completed", userId: "x", properties: { revenue: -1, currency: "EUR", email } },
    );
    const refused = join(tmpdir(), `attune-refused-${process.pid}.jsonl`);
    writeFileSync(refused, `${JSON.stringify({ type: "track", userId, traits: { email } })}\nnot json ${email}\n`);
    const imported = await runCommand([
      "import",
      refused,
      "--mapping",
      "segment-jsonl",
      "--data-dir",
      dataDirectory,
      "--json",
    ]);
    expect(JSON.parse(imported.stdout)).toMatchObject({ rows: 2, kept: 0 });
    rmSync(refused);
    await server.get("/v1/measure/totals");
    expect(filesHolding(dataDirectory, email)).not.toEqual([]);

    const erased = await fetch(`${server.url}/v1/profiles/user_id/${userId}`, { method: "DELETE", headers });
    expect(await erased.json()).toMatchObject({ erased: true });
    expect((await fetch(`${server.url}/v1/profiles/email/${email}`, { headers })).status).toBe(404);
    const purged = await runCommand(["privacy", "purge", "--data-dir", dataDirectory, "--json"]);
    expect(purged.code).toBe(0);

    for (const trace of traces)
      expect({ trace, files: filesHolding(dataDirectory, trace) }).toEqual({ trace, files: [] });
    expect((await fetch(`${server.url}/v1/profiles/user_id/somebody-else`, { headers })).status).toBe(200);
    await server.stop();
    for (const trace of traces)
      expect({ trace, files: filesHolding(dataDirectory, trace) }).toEqual({ trace, files: [] });
    rmSync(dataDirectory, { recursive: true, force: true });
  });
});

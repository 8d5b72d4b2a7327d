// What the machine gives at this moment: a bare Node server that answers a fixed body, with the bench's own client beside it.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { leanClient } from "./lean-client.mjs";

/** Requests a second that a server with no work of its own answers, with bodies of these sizes; for about `ms`. */
export async function bareRequestsPerSecond({ requestBytes, answerBytes, connections = 32, ms = 3000 }) {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), String(answerBytes)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await new Promise((resolve) => child.stdout.once("data", (text) => resolve(Number(text))));
  const client = leanClient(`http://127.0.0.1:${port}`, { connections, headers: {} });
  const body = JSON.stringify({ text: "x".repeat(Math.max(0, requestBytes - 11)) });
  let answered = 0;
  const from = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < from + ms) {
        await client.post("/", body);
        answered++;
      }
    }),
  );
  const perSecond = (answered * 1000) / (performance.now() - from);
  client.close();
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill();
  await ended;
  return Math.round(perSecond);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { createServer } = await import("node:http");
  const answer = JSON.stringify({ text: "x".repeat(Math.max(0, Number(process.argv[2]) - 11)) });
  const server = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      JSON.parse(Buffer.concat(chunks).toString());
      response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(answer) });
      response.end(answer);
    });
  });
  server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
}

// Messages due at once: decided, rendered, handed over, recorded.
// usage: node bench/deliver/run.mjs [messages]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Pool } from "undici";
import { basic, quantile, report, root, startServer } from "../running/server.mjs";

const [messages = 100_000] = process.argv.slice(2).map(Number);
/** All are signed up before the first is due. */
const leadMs = Math.max(20_000, messages * 1.2);

const playbook = `
holdout: 0
placements: { mail: { default: { content: { line: Have a look }, items: { from: popular, limit: 3 } } } }
tactics: { gold: { placement: mail, holdout: 0, when: { trait: plan, is: gold }, content: { line: Ten percent for gold }, items: { from: popular, limit: 3 } } }
messages:
  hello:
    channel: email
    subject: "Hello {{ person.name }}"
    mjml: |
      <mjml><mj-body><mj-section><mj-column>
        <mj-text>Hello {{ person.name }}, {{ decided.content.line }}.</mj-text>
        <mj-text><a href="https://shop.example/">Shop</a> <a href="{{ unsubscribeUrl }}">No more</a></mj-text>
      </mj-column></mj-section></mj-body></mjml>
journeys:
  hello: { trigger: { event: Signed Up }, holdout: 0, steps: [{ wait: { minutes: ${leadMs / 60_000} } }, { decide: mail }, { send: hello }] }
delivery: { caps: [{ atMost: 3, withinDays: 7 }] }
`;

const sink = spawn(process.execPath, [`${root}/bench/deliver/mail-sink.mjs`], { stdio: ["ignore", "pipe", "inherit"] });
const [port] = await once(sink.stdout, "data");
process.env.ATTUNE_SMTP_URL = `smtp://127.0.0.1:${String(port).trim()}`;
process.env.ATTUNE_MAIL_FROM = "Shop <hello@shop.example>";
const server = await startServer({ config: playbook });
const pool = new Pool(server.url, { connections: 8 });
const headers = { "content-type": "application/json", authorization: basic(server.writeKey) };
const secret = { authorization: `Bearer ${server.secretKey}` };
const get = async (path) => await (await pool.request({ method: "GET", path, headers: secret })).body.json();

async function signUp(from) {
  const batch = Array.from({ length: 50 }, (_, i) => from + i).flatMap((n) => [
    {
      type: "identify",
      userId: `p${n}`,
      traits: { email: `p${n}@example.com`, name: `P${n}`, plan: n % 2 ? "gold" : "free" },
      context: { consent: { marketing: true } },
    },
    { type: "track", event: "Signed Up", userId: `p${n}` },
  ]);
  const answer = await pool.request({ method: "POST", path: "/v1/batch", headers, body: JSON.stringify({ batch }) });
  await answer.body.dump();
  if (answer.statusCode !== 200) throw new Error(`batch: ${answer.statusCode}`);
}

const latencies = [];
async function decide(n) {
  const from = performance.now();
  const body = JSON.stringify({ userId: `p${n % messages}`, placements: ["mail"] });
  const answer = await pool.request({ method: "POST", path: "/v1/decide", headers, body });
  await answer.body.dump();
  latencies.push(performance.now() - from);
}

const startedAt = Date.now();
let next = 0;
await Promise.all(
  Array.from({ length: 4 }, async () => {
    while (next < messages) {
      next += 50;
      await signUp(next - 50);
    }
  }),
);
const signedUpMs = Date.now() - startedAt;
if (signedUpMs > leadMs)
  process.stderr.write("signing up took longer than the wait: the first messages went out meanwhile\n");
await new Promise((resolve) => setTimeout(resolve, Math.max(0, startedAt + leadMs - Date.now())));
const firstDueAt = Date.now();
const cpuBefore = server.cpuMs();
let n = 0;
const deciding = setInterval(() => void decide(n++).catch(() => {}), 10);
let taken = 0;
while (taken < messages && Date.now() - firstDueAt < 1_200_000) {
  await new Promise((resolve) => setTimeout(resolve, 500));
  sink.kill("SIGUSR2");
  const [count] = await once(sink.stdout, "data");
  taken = Number(count);
  process.stderr.write(`\r${taken} of ${messages} taken   `);
}
// Taken by the mail server and recorded here.
while ((await get("/v1/journeys")).pending > 0) await new Promise((resolve) => setTimeout(resolve, 100));
const handedOverMs = Date.now() - firstDueAt;
const serverCpuMs = server.cpuMs() - cpuBefore;
clearInterval(deciding);
process.stderr.write("\n");
latencies.sort((a, b) => a - b);
report("deliver", {
  messages,
  taken,
  signedUpMs,
  handedOverMs,
  serverCpuMsPerMessage: serverCpuMs / messages,
  perSecond: Math.round((messages * 1000) / handedOverMs),
  decisionsMeanwhile: { count: latencies.length, p50Ms: quantile(latencies, 0.5), p99Ms: quantile(latencies, 0.99) },
  server: server.memory(),
});
await pool.close();
await server.stop();
sink.kill("SIGTERM");

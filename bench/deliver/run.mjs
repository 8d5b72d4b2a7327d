// Messages due at once: decided, rendered, handed over, recorded; decisions beside them, and between them.
// usage: node bench/deliver/run.mjs [messages] [waves]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Pool } from "undici";
import { basic, cpuMsOfProcess, quantile, report, root, startServer } from "../running/server.mjs";

const [messages = 100_000, waves = 1] = process.argv.slice(2).map(Number);
const perWave = Math.ceil(messages / waves / 50) * 50;
/** All are signed up before the first is due. */
const leadMs = Math.max(5_000, messages * 1.2);
/** From one wave to the next: more than half of it without messages. */
const waveMs = perWave * 5;
const pollMs = waves === 1 ? 500 : 100;

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
${Array.from({ length: waves }, (_, wave) => `  hello${wave}: { trigger: { event: Signed Up ${wave} }, holdout: 0, steps: [{ wait: { minutes: ${(leadMs + wave * waveMs) / 60_000} } }, { decide: mail }, { send: hello }] }`).join("\n")}
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
    { type: "track", event: `Signed Up ${Math.floor(n / perWave)}`, userId: `p${n}` },
  ]);
  const answer = await pool.request({ method: "POST", path: "/v1/batch", headers, body: JSON.stringify({ batch }) });
  await answer.body.dump();
  if (answer.statusCode !== 200) throw new Error(`batch: ${answer.statusCode}`);
}

const decisions = [];
async function decide(n) {
  const from = performance.now();
  const at = Date.now();
  const body = JSON.stringify({ userId: `p${n % messages}`, placements: ["mail"] });
  const answer = await pool.request({ method: "POST", path: "/v1/decide", headers, body });
  await answer.body.dump();
  decisions.push({ at, ms: performance.now() - from });
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
const untilTime = (at) => new Promise((resolve) => setTimeout(resolve, Math.max(0, at - Date.now())));
const firstDueAt = startedAt + leadMs;
await untilTime(firstDueAt - 3_000);
process.stderr.write(`server ${server.pid}: the first is due in three seconds\n`);
let n = 0;
const deciding = setInterval(() => void decide(n++).catch(() => {}), 10);
await untilTime(firstDueAt);
const [cpuBefore, sinkBefore] = [server.cpuMs(), cpuMsOfProcess(sink.pid)];
let taken = 0;
const handingOver = [];
for (let wave = 0; wave < waves; wave++) {
  const dueAt = firstDueAt + wave * waveMs;
  await untilTime(dueAt);
  const enough = Math.min(messages, (wave + 1) * perWave);
  while (taken < enough && Date.now() - dueAt < 1_200_000) {
    await new Promise((resolve) => setTimeout(resolve, pollMs));
    sink.kill("SIGUSR2");
    const [count] = await once(sink.stdout, "data");
    taken = Number(count);
    process.stderr.write(`\r${taken} of ${messages} taken   `);
  }
  // Taken by the mail server and recorded here.
  while ((await get("/v1/journeys")).pending > 0) await new Promise((resolve) => setTimeout(resolve, 100));
  handingOver.push([dueAt, Date.now()]);
}
const handedOverMs = handingOver.reduce((sum, [from, to]) => sum + to - from, 0);
const [serverCpuMs, sinkCpuMs] = [server.cpuMs() - cpuBefore, cpuMsOfProcess(sink.pid) - sinkBefore];
await untilTime(firstDueAt + (waves === 1 ? 0 : waves * waveMs));
clearInterval(deciding);
process.stderr.write("\n");
/** What decisions took that were asked between these times, sorted. */
const tookIn = (spans) =>
  decisions
    .filter(({ at }) => spans.some(([from, to]) => at >= from && at < to))
    .map(({ ms }) => ms)
    .sort((a, b) => a - b);
const summary = (spans) => {
  const took = tookIn(spans);
  return { count: took.length, p50Ms: quantile(took, 0.5), p99Ms: quantile(took, 0.99) };
};
/** Between the waves: what follows a wave (its events on their way to analytics) is left out. */
const between = handingOver.map(([dueAt, doneAt]) => [doneAt + 500, dueAt + waveMs - 100]);
const ratios = (p) =>
  handingOver
    .map((beside, i) => quantile(tookIn([beside]), p) / quantile(tookIn([between[i]]), p))
    .sort((a, b) => a - b);
const spread = (sorted) => ({ median: quantile(sorted, 0.5), from: sorted[0], to: sorted.at(-1) });
const compared =
  waves === 1
    ? {}
    : { decisionsBetween: summary(between), besideToBetween: { p50: spread(ratios(0.5)), p99: spread(ratios(0.99)) } };
report(
  "deliver",
  {
    messages,
    waves,
    taken,
    signedUpMs,
    handedOverMs,
    serverCpuMsPerMessage: serverCpuMs / messages,
    sinkCpuMsPerMessage: sinkCpuMs / messages,
    perSecond: Math.round((messages * 1000) / handedOverMs),
    decisionsMeanwhile: summary(handingOver),
    ...compared,
    server: server.memory(),
  },
  waves === 1 ? "latest.json" : "waves.json",
);
await pool.close();
await server.stop();
sink.kill("SIGTERM");

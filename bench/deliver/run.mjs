// Messages due at once: decided, rendered, handed over, recorded; decisions beside them, beside nothing, and beside as much other work.
// usage: node bench/deliver/run.mjs [messages] [waves]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Pool } from "undici";
import { basic, cpuMsOfProcess, quantile, report, root, startServer, stolenMs } from "../running/server.mjs";

const [messages = 100_000, waves = 1] = process.argv.slice(2).map(Number);
const perWave = Math.ceil(messages / waves / 50) * 50;
/** All are signed up before the first is due. */
const leadMs = Math.max(6_000, messages * 1.2);
/** From one wave to the next: a wave, nothing, as much other work, nothing. */
const waveMs = Math.max(8_000, perWave * 6);
const pollMs = waves === 1 ? 500 : 100;
const decisionEveryMs = waves === 1 ? 10 : 5;
const minuteMs = 60_000;
/** One wave is due at the same moment for all: at the begin of this minute. */
const togetherAt = Math.ceil((Date.now() + leadMs + 5_000) / minuteMs) * minuteMs;
const timeOfDay = (at) => new Date(at).toISOString().slice(11, 16);
const waitOf = (wave) =>
  waves === 1
    ? `until: "${timeOfDay(togetherAt)}-${timeOfDay(togetherAt + 30 * minuteMs)}"`
    : `minutes: ${(leadMs + wave * waveMs) / minuteMs}`;

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
${Array.from({ length: waves }, (_, wave) => `  hello${wave}: { trigger: { event: Signed Up ${wave} }, holdout: 0, steps: [{ wait: { ${waitOf(wave)} } }, { decide: mail }, { send: hello }] }`).join("\n")}
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

/** The process that only keeps processors busy, while it does. */
let busy = null;

/** Processor time so far, milliseconds: of the thread that decides, and of all else that messages need. */
function cpu() {
  const children = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, "utf8").trim().split(" ");
  const ofChildren = children.filter((pid) => pid !== "").reduce((sum, pid) => sum + cpuMsOfProcess(pid), 0);
  const deciding = server.mainThreadCpuMs();
  const ofControl = busy === null || busy.exitCode !== null ? 0 : cpuMsOfProcess(busy.pid);
  return { deciding, server: server.cpuMs() + ofChildren, sink: cpuMsOfProcess(sink.pid), control: ofControl };
}

/** A turn: what happened between two moments. */
const begin = () => ({ at: Date.now(), stolen: stolenMs(), cpu: cpu() });
function end(from) {
  const to = { at: Date.now(), stolen: stolenMs(), cpu: cpu() };
  const ms = to.at - from.at;
  const share = (of) => of / ms;
  const [deciding, ofServer, ofSink, ofControl] = ["deciding", "server", "sink", "control"].map(
    (name) => to.cpu[name] - from.cpu[name],
  );
  return {
    from: from.at,
    to: to.at,
    stolenByTheHostMs: to.stolen - from.stolen,
    decidingThreadShare: share(deciding),
    besideItShare: share(ofServer - deciding + ofSink + ofControl),
  };
}

const untilTime = (at) => new Promise((resolve) => setTimeout(resolve, Math.max(0, at - Date.now())));

async function wave(enough, dueAt) {
  const from = begin();
  let taken = 0;
  while (taken < enough && Date.now() - dueAt < 1_200_000) {
    await new Promise((resolve) => setTimeout(resolve, pollMs));
    sink.kill("SIGUSR2");
    const [count] = await once(sink.stdout, "data");
    taken = Number(count);
    process.stderr.write(`\r${taken} of ${messages} taken   `);
  }
  // Taken by the mail server and recorded here.
  while ((await get("/v1/deliveries/waiting?limit=1")).total > 0)
    await new Promise((resolve) => setTimeout(resolve, 50));
  return end(from);
}

async function pauseOf(ms) {
  // What follows a wave (its events on their way to analytics) is left out.
  await untilTime(Date.now() + 500);
  const from = begin();
  await untilTime(Date.now() + ms);
  return end(from);
}

/** Another process that keeps as much of the processors busy as a wave did beside the deciding thread. */
async function control(share, ms) {
  busy = spawn(process.execPath, [`${root}/bench/deliver/busy.mjs`, String(share)], { stdio: "ignore" });
  const turn = await pauseOf(ms);
  busy.kill("SIGTERM");
  busy = null;
  return turn;
}

const startedAt = Date.now();
/** When the first of each wave signed up: its waiting begins there. */
const signedUpFrom = [];
let next = 0;
await Promise.all(
  Array.from({ length: 4 }, async () => {
    while (next < messages) {
      next += 50;
      signedUpFrom[Math.floor((next - 50) / perWave)] ??= Date.now();
      await signUp(next - 50);
    }
  }),
);
const signedUpMs = Date.now() - startedAt;
const dueAtOf = (wave) => (waves === 1 ? togetherAt : signedUpFrom[wave] + leadMs + wave * waveMs);
const firstDueAt = dueAtOf(0);
if (Date.now() > firstDueAt)
  process.stderr.write("signing up took longer than the wait: the first messages went out meanwhile\n");
await untilTime(firstDueAt - 3_000);
process.stderr.write(`server ${server.pid}: the first is due in three seconds\n`);
let n = 0;
const beganAt = performance.now();
const deciding = setInterval(() => {
  for (; n < (performance.now() - beganAt) / decisionEveryMs; n++) void decide(n).catch(() => {});
}, 2);
await untilTime(firstDueAt);
const cpuBefore = cpu();
const turns = [];
for (let i = 0; i < waves; i++) {
  const dueAt = dueAtOf(i);
  await untilTime(dueAt);
  const turn = { wave: await wave(Math.min(messages, (i + 1) * perWave), dueAt) };
  turns.push(turn);
  if (i === 0) turn.cpu = cpu();
  const leftMs = dueAt + waveMs - Date.now() - 2_000;
  // A wave that took too long leaves no time for its turns.
  if (waves === 1 || leftMs < 1_500) continue;
  // By turns, since what comes first is nearer to the wave.
  if (i % 2 === 0) turn.between = await pauseOf(leftMs / 2);
  turn.control = await control(turn.wave.besideItShare, leftMs / 2);
  turn.between ??= await pauseOf(leftMs / 2);
}
const cpuAfter = waves === 1 ? turns[0].cpu : cpu();
clearInterval(deciding);
await untilTime(Date.now() + 500);
process.stderr.write("\n");

/** What decisions took that were asked in a turn, sorted. */
const tookIn = ({ from, to }) =>
  decisions
    .filter(({ at }) => at >= from && at < to)
    .map(({ ms }) => ms)
    .sort((a, b) => a - b);
const told = (turn) => {
  const took = tookIn(turn);
  const { from, to, ...rest } = turn;
  return { ms: to - from, decisions: took.length, p50Ms: quantile(took, 0.5), p99Ms: quantile(took, 0.99), ...rest };
};
const whole = turns.filter(({ control: ofControl }) => ofControl !== undefined);
/** Of as many turns: the middle one, and the two between which the median lies with more than 90 % (of 5 to 8 turns the first and the last). */
function ratios(kind, p) {
  const sorted = whole
    .map((turn) => quantile(tookIn(turn[kind]), p) / quantile(tookIn(turn.between), p))
    .sort((a, b) => a - b);
  const cut = sorted.length > 8 ? Math.floor((sorted.length - 1.645 * Math.sqrt(sorted.length)) / 2) : 0;
  return { median: quantile(sorted, 0.5), from: sorted[cut], to: sorted[sorted.length - 1 - cut] };
}
const ofKind = (kind) => ({ p50: ratios(kind, 0.5), p99: ratios(kind, 0.99) });
const handedOverMs = turns.reduce((sum, { wave: { from, to } }) => sum + to - from, 0);
report(
  "deliver",
  {
    messages,
    waves,
    signedUpMs,
    handedOverMs,
    perSecond: Math.round((messages * 1000) / handedOverMs),
    // With waves, what decisions and the time between the waves cost is in it.
    serverCpuMsPerMessage: (cpuAfter.server - cpuBefore.server) / messages,
    decidingThreadCpuMsPerMessage: (cpuAfter.deciding - cpuBefore.deciding) / messages,
    sinkCpuMsPerMessage: (cpuAfter.sink - cpuBefore.sink) / messages,
    decisionsPerSecond: 1000 / decisionEveryMs,
    ...(whole.length === 0
      ? {}
      : { ratioToBetween: { turns: whole.length, wave: ofKind("wave"), control: ofKind("control") } }),
    turns: turns.map(({ wave, between, control }) => ({
      wave: told(wave),
      ...(between === undefined ? {} : { between: told(between), control: told(control) }),
    })),
    server: server.memory(),
  },
  waves === 1 ? "latest.json" : "waves.json",
);
await pool.close();
await server.stop();
sink.kill("SIGTERM");

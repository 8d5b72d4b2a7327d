// biome-ignore-all lint/performance/useDomNodeTextContent: what a person sees is judged, not what the document holds.
// Opens every page of the console in the states in which a console disappoints, and says where one shows nothing, waits for ever, jumps or speaks in raw errors.
// usage: node bench/console/states.mjs [--only empty,one,many,broken,slow,ended] [--many DIRECTORY] [--pages overview,tactics] [--out DIRECTORY]
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { kindText } from "../../packages/server/dist/demo/kind-text.js";
import { consolePages } from "../../scripts/console-pages.mjs";
import { startServer } from "../running/server.mjs";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    many: { type: "string" },
    pages: { type: "string" },
    out: { type: "string" },
  },
});
const viewport = { width: 1280, height: 900 };
const settleMs = 30_000;
const slowMs = 3_000;
/** More than this and what somebody reads or is about to press moves away from under them: the web's own limit of "good". */
const mostShift = 0.1;
/** What one answer may weigh: a view that loads everything would be over it with many visitors. */
const mostAnswerBytes = 1_000_000;
const at = Date.now();

const order = (userId, n) => ({
  type: "track",
  event: "Order Completed",
  userId,
  messageId: `${userId}-${n}`,
  timestamp: new Date(at - n * 86_400_000).toISOString(),
  properties: {
    order_id: `o-${userId}-${n}`,
    revenue: 20 + n,
    currency: "EUR",
    products: [{ product_id: "lamp", name: "Lamp", category: "Lighting", price: 20 + n, quantity: 1 }],
  },
});
const fewPeople = Array.from({ length: 60 }, (_, n) => order(`user-${n}`, n % 20));

/** How each state comes about: what the store holds, and what is done to the server or to the browser. */
const states = {
  empty: { config: "business: { name: Empty shop, currency: EUR }\n", events: [] },
  one: {
    config: kindText("shop"),
    events: [{ type: "track", event: "Page Viewed", anonymousId: "first-visitor", messageId: "m1" }],
  },
  ...(values.many === undefined ? {} : { many: { dataDirectory: values.many } }),
  broken: { config: kindText("shop"), events: fewPeople, breaksAnalytics: true },
  slow: { config: kindText("shop"), events: fewPeople, delayMs: slowMs, tabs: 4 },
  ended: { config: kindText("shop"), events: fewPeople, endsSession: true },
};

const browser = await chromium.launch({
  executablePath: process.env.ATTUNE_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const findings = [];
const report = {};
for (const [name, state] of Object.entries(states)) {
  if (values.only && !values.only.split(",").includes(name)) continue;
  const startedAt = Date.now();
  report[name] = await tryState(name, state);
  process.stderr.write(`${name}: ${report[name].pages} pages in ${Math.round((Date.now() - startedAt) / 1000)} s\n`);
}
await browser.close();
for (const { state, page, what } of findings) process.stderr.write(`${state} · ${page}: ${what}\n`);
process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), states: report, findings }, null, 2)}\n`);
process.exitCode = findings.length === 0 ? 0 : 1;

async function tryState(name, state) {
  const server = await startState(state);
  const ask = async (path, body) => {
    const headers = { authorization: `Bearer ${server.secretKey}`, "content-type": "application/json" };
    const answer = await fetch(
      `${server.url}${path}`,
      body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers },
    );
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  try {
    if (state.events?.length) await ask("/v1/batch", { batch: state.events });
    const all = (await consolePages(ask)).filter(([page]) => !values.pages || values.pages.split(",").includes(page));
    const context = await browser.newContext({ viewport });
    await signIn(context, server, ask);
    const cookies = await context.cookies();
    const tell = (page, what) => findings.push({ state: name, page, what });
    const tabs = state.tabs ?? 1;
    const shifts = {};
    await Promise.all(
      Array.from({ length: tabs }, (_, tab) =>
        walk({ name, state, server, context, cookies, tell, shifts, pages: all.filter((_, i) => i % tabs === tab) }),
      ),
    );
    await context.close();
    return { pages: all.length, ...(state.delayMs ? { layoutShift: shifts } : {}) };
  } finally {
    await server.stop({ keep: state.dataDirectory !== undefined });
  }
}

async function startState({ config, dataDirectory, breaksAnalytics }) {
  if (!breaksAnalytics) return startServer(dataDirectory ? { dataDirectory } : { config });
  const directory = mkdtempSync(join(tmpdir(), "attune-bench-"));
  // Where its data should lie there is a file: the process that owns analytics ends as often as it is started.
  writeFileSync(join(directory, "analytics"), "not a directory");
  return startServer({ dataDirectory: directory, config });
}

async function signIn(context, { url }, ask) {
  const { link } = await ask("/v1/accounts", { email: `states-${Date.now()}@attune.example`, role: "admin" });
  const page = await context.newPage();
  await page.goto(link);
  await page.getByLabel("Password", { exact: true }).fill(`${crypto.randomUUID()}`);
  await page.getByRole("button", { name: "Choose it and come in" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await page.close();
  if ((await context.cookies(url)).length === 0) throw new Error("nobody is signed in");
}

/** One tab goes through its pages as a person does, without loading the console anew. */
async function walk({ name, state, server, context, cookies, tell, shifts, pages }) {
  const tab = await context.newPage();
  await tab.addInitScript(() => {
    globalThis.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) globalThis.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  let present = "";
  tab.on("pageerror", ({ message }) => tell(present, `throws: ${message}`));
  tab.on("response", async (response) => {
    if (!response.url().includes("/v1/")) return;
    const bytes = await response.body().then(
      (body) => body.length,
      () => 0,
    );
    if (bytes > mostAnswerBytes) tell(present, `${new URL(response.url()).pathname} answers ${bytes} bytes`);
  });
  await tab.goto(`${server.url}/#/settings`);
  await tab.locator("main h1").waitFor();
  if (state.delayMs)
    await tab.route("**/v1/**", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, state.delayMs));
      await route.continue().catch(() => {});
    });
  for (const [page, address] of pages) {
    present = page;
    if (state.endsSession) await endAndComeBack({ tab, context, cookies, address, tell: (what) => tell(page, what) });
    else
      await look({
        tab,
        address,
        state,
        tell: (what) => tell(page, what),
        keep: (shift) => {
          shifts[page] = shift;
        },
      });
    if (values.out) {
      mkdirSync(values.out, { recursive: true });
      await tab.screenshot({ path: join(values.out, `${name}-${page}.png`) });
    }
  }
  await tab.close();
}

function goTo(tab, address) {
  return tab.evaluate((to) => {
    globalThis.shift = 0;
    location.hash = to;
  }, address);
}

async function look({ tab, address, state, tell, keep }) {
  await goTo(tab, address);
  if (state.delayMs) {
    await tab.waitForTimeout(700);
    if (!(await tab.evaluate(saysWhatGoesOn))) tell("is blank while it waits");
  }
  await tab
    .locator("main h1")
    .first()
    .waitFor({ timeout: settleMs })
    .catch(() => tell("has no heading"));
  await tab.waitForTimeout(300);
  await tab
    .waitForFunction(() => !document.querySelector("main [aria-label=Loading]"), null, { timeout: settleMs })
    .catch(() => tell(`still loads after ${settleMs / 1000} s`));
  await tab.waitForTimeout(200);
  const { shift, ...seen } = await tab.evaluate(judge);
  for (const what of seen.faults) tell(what);
  if (state.delayMs) {
    keep(Math.round(shift * 1000) / 1000);
    if (shift > mostShift) tell(`moves by ${shift.toFixed(2)}`);
  }
}

/** The session ends while somebody is elsewhere: the page asks to sign in, keeps its address, and shows it again afterwards. */
async function endAndComeBack({ tab, context, cookies, address, tell }) {
  await context.clearCookies();
  await goTo(tab, address);
  const asked = await tab
    .getByText("Your session has ended")
    .waitFor({ timeout: 15_000 })
    .then(
      () => true,
      () => false,
    );
  if (!asked) tell("does not notice that the session has ended");
  if (!tab.url().endsWith(`#${address}`)) tell(`forgets its address: ${tab.url()}`);
  await context.addCookies(cookies);
  await tab.reload();
  await tab
    .locator("main h1")
    .waitFor({ timeout: settleMs })
    .catch(() => tell("does not come back"));
  if (!tab.url().endsWith(`#${address}`)) tell(`comes back elsewhere: ${tab.url()}`);
}

/** In the page: whether somebody who looks at it sees that something is under way, or what there is. */
function saysWhatGoesOn() {
  const main = document.querySelector("main");
  if (main?.querySelector("[aria-label=Loading], progress, [data-loading], [role=status]")) return true;
  const title = main?.querySelector("h1")?.textContent ?? "";
  return (main?.innerText.length ?? 0) > title.length + 40;
}

/** In the page: what is wrong with what it shows. */
function judge() {
  const main = document.querySelector("main");
  const text = main?.innerText ?? "";
  const title = main?.querySelector("h1")?.textContent ?? "";
  const faults = [];
  const own = [...(main?.children ?? [])]
    .filter(({ tagName }) => tagName !== "NAV")
    .map(({ innerText }) => innerText)
    .join("\n");
  if (own.replace(title, "").trim().length < 40) faults.push("is blank");
  const raw = text.match(
    /\b(undefined|NaN|Infinity|Invalid Date|TypeError|SyntaxError|Minified React|ECONN\w*)\b|\[object \w+\]|\bnull\b/,
  );
  if (raw)
    faults.push(
      `shows "${raw[0]}": …${text.slice(Math.max(0, raw.index - 40), raw.index + 40).replaceAll("\n", " ")}…`,
    );
  if (/\bnode:\w+|file:\/\/|\bat async |\bat \w+ \(/.test(text)) faults.push("shows a stack trace");
  if (text.includes("This could not be loaded")) faults.push("shows trouble without a name");
  if (document.documentElement.scrollWidth > innerWidth) faults.push("scrolls sideways");
  const rows = Math.max(0, ...[...document.querySelectorAll("main tbody")].map(({ children }) => children.length));
  if (rows > 500) faults.push(`shows ${rows} rows at once`);
  return { shift: globalThis.shift, faults };
}

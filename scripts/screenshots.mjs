// Pictures of every page of the console, on a desktop and on a phone, light and dark: npm run screenshots -- [--url URL --key SECRET] [--out DIRECTORY] [--only overview,tactics] [--looks desktop,desktop-dark,phone,phone-dark]
// Without an address it runs the demo, whose history is made once. Says at the end which pages told of an error, scroll sideways or still load, also
// when tried once more with nothing beside them: then, it ends with 1.
import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { consolePages } from "./console-pages.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values } = parseArgs({
  options: {
    url: { type: "string" },
    key: { type: "string" },
    out: { type: "string", default: join(root, "screenshots") },
    only: { type: "string" },
    looks: { type: "string" },
  },
});

const sizes = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };
const settleMs = 15_000;
/** Work that a press begins. */
const workMs = 60_000;
/** As many times longer for a page that is tried again: what was slow was often only the machine. */
const patience = 6;
/** Pages that are opened side by side: most of the time is waiting. */
const atOnce = 3;

/** What a person would press to see the page at work. */
const presses = {
  experiment: "Look at the results",
  preview: "Look",
  lifetime: "Work it out",
  profile: "Show it",
  "tactic-editor": "Look at what it changes",
  lists: "Compare",
  studies: "Study it",
  fairness: "Audit the lists",
  drift: "Look",
  cohorts: "Work it out",
  backtest: "Hold them to it",
};

async function startDemo() {
  const child = spawn(join(root, "attune"), ["demo", "--port", "0", "--json"], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const told = line.startsWith("{") ? JSON.parse(line) : {};
    if (told.secretKey) return { url: told.url, key: told.secretKey, stop: () => child.kill() };
  }
  throw new Error("The demo ended before it was ready.");
}

const server = values.url ? { url: values.url, key: values.key, stop: () => {} } : await startDemo();
const browser = await chromium.launch({
  executablePath: process.env.ATTUNE_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const troubles = [];
let storageState = null;
let leave = async () => {};
try {
  const get = async (path) => {
    const answer = await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${server.key}` } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  };
  const pages = (await consolePages(get)).filter(([name]) => !values.only || values.only.split(",").includes(name));
  storageState = await signIn();
  await mkdir(values.out, { recursive: true });
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const scheme of ["light", "dark"]) {
      const look = scheme === "dark" ? `${size}-dark` : size;
      if (values.looks && !values.looks.split(",").includes(look)) continue;
      // One context for a look: what pages have in common is loaded once.
      const context = await browser.newContext({
        viewport,
        colorScheme: scheme,
        ...(storageState === null ? {} : { storageState }),
      });
      const take = ([name, route], times) => picture(context, { file: `${name}-${look}`, name, route, times });
      const left = [...pages];
      const again = [];
      const takeAll = async () => {
        for (let next = left.shift(); next !== undefined; next = left.shift())
          if ((await take(next, 1)).length > 0) again.push(next);
      };
      await Promise.all(Array.from({ length: atOnce }, takeAll));
      for (const one of again) troubles.push(...(await take(one, patience)));
      await context.close();
      process.stderr.write(`${look}: ${pages.length} pages, ${again.length} of them a second time\n`);
    }
  }
  process.stderr.write(`${pages.length} pages, in ${values.out}\n`);
} finally {
  await browser.close();
  await leave().catch((error) => troubles.push(`the account of the pictures stays: ${error.message}`));
  server.stop();
}
for (const trouble of troubles) process.stderr.write(`${trouble}\n`);
if (troubles.length > 0) process.exitCode = 1;

/** A browser on a demo's own machine is let in; elsewhere an account is made with the key, and shut out again at the end. */
async function signIn() {
  const session = await fetch(`${server.url}/v1/session`).then((answer) => answer.json());
  if (session.entrance === "demo") return null;
  const headers = { authorization: `Bearer ${server.key}`, "content-type": "application/json" };
  const ask = async (path, method, body) => {
    const answer = await fetch(`${server.url}${path}`, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return answer.json();
  };
  const email = `pictures-${Date.now()}@attune.example`;
  const { account, link } = await ask("/v1/accounts", "POST", { email, role: "admin" });
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.getByLabel("Password", { exact: true }).fill(crypto.randomUUID());
  await page.getByRole("button", { name: "Choose it and come in" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  const state = await context.storageState();
  await context.close();
  leave = () => ask(`/v1/accounts/${account.accountId}/disabled`, "PUT", { disabled: true });
  return state;
}

/** Takes one picture; resolves with what is wrong with the page. */
async function picture(context, { file, name, route, times }) {
  const found = [];
  const page = await context.newPage();
  page.setDefaultTimeout(30_000 * times);
  page.on("pageerror", (error) => found.push(`${file}: ${error.message}`));
  try {
    await page.goto(`${server.url}/#${route}`);
    await page.locator("main h1").waitFor();
    let isSettled = await settle(page, settleMs * times);
    const press = presses[name] && page.getByRole("button", { name: presses[name], exact: true });
    if (press && (await press.count()) > 0) {
      await press.first().click();
      isSettled = await settle(page, workMs * times);
    }
    if (!isSettled) found.push(`${file}: still loads`);
    if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth))
      found.push(`${file}: scrolls sideways`);
    for (const alert of await page.locator("main [role=alert]").allTextContents())
      found.push(`${file}: ${alert.slice(0, 200)}`);
    await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({ path: join(values.out, `${file}.png`), fullPage: true });
  } catch (error) {
    found.push(`${file}: no picture: ${error.message.split("\n")[0]}`);
  } finally {
    await page.close();
  }
  return found;
}

/** Whether nothing was under way any more within the time; pages that ask again by themselves never fall silent for long. */
async function settle(page, mostMs) {
  await page.waitForTimeout(400);
  const isSettled = await page
    .waitForFunction(
      () => !document.querySelector("main [aria-label=Loading], main progress, main [data-loading]"),
      null,
      { timeout: mostMs },
    )
    .then(
      () => true,
      () => false,
    );
  await page.waitForTimeout(300);
  return isSettled;
}

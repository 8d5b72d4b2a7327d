import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, skipsBrowserTests } from "./testing/browser.ts";
import { seriousForAxe } from "./testing/serious-for-axe.ts";
import { type BuiltServer, startBuiltServer, temporaryDirectory } from "./testing/start-built-server.ts";

const playbook = `
business: { name: Lamp shop, currency: EUR }
placements:
  home-hero: { title: Hero, default: { content: { headline: Things for a home that is yours } } }
  home-popular: { default: { content: {}, items: { from: popular, limit: 8 } } }
tactics:
  greeting: { name: Greeting, placement: home-hero, holdout: 0.5, content: { headline: Good to see you } }
`;

const sizes = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };
const views = ["/", "/events", "/profiles", "/tactics", "/quarantine", "/health"];

describe.skipIf(skipsBrowserTests("the console's and the storefront's tests"))("in a browser", () => {
  let server: BuiltServer;
  let browser: Browser;

  beforeAll(async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, "shop.yaml"), playbook);
    server = await startBuiltServer({ dataDirectory: directory, args: ["--config", join(directory, "shop.yaml")] });
    browser = await launchBrowser();
    await send(
      { type: "identify", userId: "ada", anonymousId: "ada-phone", traits: { email: "ada@example.com", plan: "gold" } },
      {
        type: "track",
        event: "Order Completed",
        userId: "ada",
        properties: { order_id: "o1", revenue: 49, currency: "EUR" },
      },
      { type: "track", userId: "nameless" },
    );
    for (let i = 0; i < 80; i++) await decide(`visitor-${i}`);
  });

  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  async function post(path: string, body: object): Promise<void> {
    const headers = { authorization: `Bearer ${server.secretKey}`, "content-type": "application/json" };
    const response = await fetch(`${server.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    expect(response.status).toBe(200);
  }
  const send = (...batch: object[]) => post("/v1/batch", { batch });
  const decide = (anonymousId: string) => post("/v1/decide", { anonymousId, placements: ["home-hero"] });

  async function open(route: string, viewport: { width: number; height: number }): Promise<Page> {
    const page = await browser.newPage({ viewport });
    await server.signIn(page);
    await page.goto(`${server.url}/#${route}`);
    await page.locator("main h1").waitFor();
    return page;
  }

  test.each(Object.entries(sizes))(
    "every view of the console opens on a %s: no trouble, no sideways scrolling, nothing serious for axe",
    async (_name, size) => {
      const page = await open("/", size);
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      for (const route of views) {
        // Views change without loading the page anew.
        await page.evaluate((to) => {
          location.hash = to;
        }, route);
        await page.locator("main h1").waitFor();
        await page.waitForFunction(() => document.querySelector("main [aria-label=Loading]") === null);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
        const serious = await seriousForAxe(page);
        expect({ route, serious, errors }).toEqual({ route, serious: [], errors: [] });
      }
      await page.close();
    },
  );

  test("an event that comes in shows up among the live events, and leads to its person", async () => {
    const page = await open("/events", sizes.desktop);
    await send({ type: "track", event: "Lamp Polished", anonymousId: "polisher" });
    await page.getByText("Lamp Polished").first().waitFor({ timeout: 10_000 });
    await page.close();
  });

  test("a person is found by e-mail, with traits and timeline", async () => {
    const page = await open("/profiles/email/ada@example.com", sizes.phone);
    await page.getByText("Order Completed").first().waitFor();
    expect(await page.locator("main").textContent()).toContain("gold");
    await page.close();
  });

  test("quarantine tells the reason", async () => {
    const page = await open("/quarantine", sizes.desktop);
    const { entries } = (await server.get("/v1/collect/quarantine")) as { entries: Array<{ reason: string }> };
    await page.getByText(entries[0]!.reason).first().waitFor();
    await page.close();
  });

  test("a tactic shows exposed against held out, and no effect without its interval", async () => {
    const page = await open("/tactics", sizes.desktop);
    await page.getByText("Greeting").first().waitFor();
    await expect.poll(() => page.locator("main").textContent()).toMatch(/held out/i);
    await page.close();
  });

  test("whether the numbers can be believed is said before them; where they cannot, no verdict is given", async () => {
    const message = "31.25 % of people are held out where 50.00 % were planned. The effects cannot be trusted.";
    const check = { id: "sample-ratio", status: "fail", pValue: 0.0001, message };
    for (const [route, path] of [
      ["/", "holdout"],
      ["/tactics", "tactics"],
    ]) {
      const sound = await open(route!, sizes.phone);
      await sound
        .getByText(/^Check (passed|failed)$/)
        .first()
        .waitFor();
      await sound
        .getByText(/people are held out where 50?\.00 % were planned/)
        .first()
        .waitFor();
      await sound.close();

      const page = await browser.newPage({ viewport: sizes.phone });
      await page.route(`**/v1/measure/${path}`, async (asked) => {
        const answer = await asked.fetch();
        const body = (await answer.json()) as { tactics?: object[] };
        const json = body.tactics
          ? { tactics: body.tactics.map((report) => ({ ...report, checks: [check] })) }
          : { ...body, checks: [check] };
        await asked.fulfill({ response: answer, json });
      });
      await server.signIn(page);
      await page.goto(`${server.url}/#${route}`);
      await page.getByText("Check failed").first().waitFor();
      await page.getByText(message).first().waitFor();
      expect(await page.locator("main").textContent()).not.toMatch(/Clearly positive|Clearly negative|Not clear yet/);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
      await page.close();
    }
  });

  test("what a shopper does on the storefront is an event a moment later", async () => {
    const page = await browser.newPage({ viewport: sizes.phone });
    await page.goto(`${server.url}/shop/`);
    await page.getByText(/Good to see you|Things for a home that is yours/).waitFor();
    const anonymousId = await page.evaluate(() => Object.values(localStorage).join(" "));
    expect(anonymousId).not.toBe("");
    await expect
      .poll(async () => JSON.stringify(await server.get("/v1/collect/events?limit=100")), { timeout: 10_000 })
      .toContain("Page Viewed");
    await page.close();
  });
});

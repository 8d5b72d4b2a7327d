import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { changesOfThePlaybook } from "./playbook-changes.suite.ts";
import { launchBrowser, skipsBrowserTests } from "./testing/browser.ts";
import { seriousForAxe } from "./testing/serious-for-axe.ts";
import { type BuiltServer, startBuiltServer, temporaryDirectory } from "./testing/start-built-server.ts";

const playbook = `
business: { name: Lamp shop, currency: EUR }
placements:
  home-hero: { default: { content: { headline: Things for a home that is yours } } }
  prices: {}
segments:
  buyers: { name: Buyers, when: { event: Order Completed } }
tactics:
  greeting:
    name: Greeting
    hypothesis: A greeting sells.
    placement: home-hero
    content: { headline: Good to see you }
    variants: { plain: { content: { headline: Welcome } }, warm: { content: { headline: Good to see you } } }
  lamp-prices: { placement: prices, price: { where: { category: Lamps }, marginFloor: 0.2, changes: { usual: 0, lower: -5 % } } }
experiments:
  words: { name: Words, tactic: greeting, control: plain, metric: conversion-rate, method: sequential }
messages:
  hello: { channel: in-app, content: { headline: Hello } }
journeys:
  welcome: { name: Welcome, trigger: { event: Signed Up }, steps: [{ wait: { hours: 1 } }, { send: hello }] }
`;

const desktop = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };
const views = [
  "/",
  "/sources",
  "/quarantine",
  "/tracking-plan",
  "/tracking-plan/draft",
  "/planned-event?event=Order%20Completed",
  "/duplicates",
  "/forgotten",
  "/segments",
  "/segments/buyers",
  "/segment-builder",
  "/playbook",
  "/placements",
  "/tactic-editor?id=greeting",
  "/placement-editor?id=home-hero",
  "/playbook/edit",
  "/playbook/history",
  "/experiments",
  "/experiments/words",
  "/experiment-builder",
  "/sql",
  "/catalogue",
  "/lists",
  "/rule-editor",
  "/caps",
  "/cap-editor?of=messages",
  "/preview",
  "/journeys",
  "/journeys/welcome",
  "/journey-editor?id=welcome",
  "/journey-templates?template=cart-abandonment",
  "/offers",
  "/offer-editor",
  "/templates",
  "/template-editor?id=hello",
  "/calendar",
  "/messages",
  "/till?namespace=user_id&id=buyer-1",
  "/tactics/greeting",
  "/tactics/lamp-prices",
  "/review",
  "/explore",
  "/metrics",
  "/metric-editor",
  "/holdout",
  "/funnel",
  "/studies",
  "/page-speed",
  "/models",
  "/attributions",
  "/fairness",
  "/drift",
  "/scenario",
  "/lifetime",
  "/cohorts",
  "/backtest",
  "/guide",
  "/start",
  "/settings",
  "/settings/care",
  "/profiles/user_id/buyer-1",
];

describe.skipIf(skipsBrowserTests("the tests of the console's sections"))("the console's sections in a browser", () => {
  let server: BuiltServer;
  let browser: Browser;

  beforeAll(async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, "shop.yaml"), playbook);
    server = await startBuiltServer({ dataDirectory: directory, args: ["--config", join(directory, "shop.yaml")] });
    browser = await launchBrowser();
    const buyers = [1, 2, 3].map((place) => ({
      type: "track",
      event: "Order Completed",
      userId: `buyer-${place}`,
      properties: { order_id: `o${place}`, revenue: 20 * place, currency: "EUR" },
    }));
    const lookers = [1, 2].map((place) => ({ type: "track", event: "Product Viewed", userId: `looker-${place}` }));
    await post("/v1/batch", { batch: [...buyers, ...lookers] });
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

  async function open(route: string, viewport = desktop, colorScheme: "light" | "dark" = "light"): Promise<Page> {
    const page = await browser.newPage({ viewport, colorScheme });
    await server.signIn(page);
    await page.goto(`${server.url}/#${route}`);
    await page.locator("main h1").waitFor();
    return page;
  }

  test.each([
    ["desktop, light", desktop, "light"],
    ["phone, dark", phone, "dark"],
  ] as const)(
    "every view opens on a %s: it fits, nothing throws, and axe finds nothing serious in it",
    async (_name, size, scheme) => {
      const page = await open("/guide", size, scheme);
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      for (const [place, route] of views.entries()) {
        await page.evaluate((to) => {
          location.hash = to;
        }, route);
        await page.locator("main h1").waitFor();
        await page.waitForFunction(() => document.querySelector("main [aria-label=Loading]") === null);
        expect(
          { route, fits: await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth) },
          route,
        ).toEqual({ route, fits: true });
        expect({ route, errors }).toEqual({ route, errors: [] });
        // The same markup in the dark: only its colours are looked at again, on every third view, since views share their parts.
        if (scheme === "dark" && place % 3 > 0) continue;
        const serious = await seriousForAxe(page, scheme === "dark" ? ["color-contrast"] : undefined);
        expect({ route, serious }).toEqual({ route, serious: [] });
      }
      await page.close();
    },
  );

  test("on a phone, by keyboard alone: past the menu to the content, through the menu to a page, and out of it", async () => {
    const page = await open("/guide", phone);
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
    await page.getByRole("button", { name: "Skip to the content" }).focus();
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("content");
    await page.getByRole("button", { name: "Open the menu" }).focus();
    await page.keyboard.press("Enter");
    const link = page.getByRole("link", { name: "Segments", exact: true });
    await link.waitFor();
    await page.keyboard.press("Escape");
    await link.waitFor({ state: "hidden" });
    await page.keyboard.press("Enter");
    for (let presses = 0; presses < 20 && (await focused()) !== "Segments"; presses++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Segments" }).waitFor();
    await expect.poll(focused).toBe("Segments");
    await page.close();
  });

  changesOfThePlaybook({ server: () => server, open, post });

  test("what is chosen on a page stands in its address: it is there after loading anew, and after going on and back", async () => {
    const page = await open("/events");
    const filter = page.getByRole("textbox", { name: "Filter by event name" });
    await filter.fill("Order");
    const isChosen = () => expect.poll(() => filter.inputValue()).toBe("Order");
    await expect.poll(() => page.url()).toContain("name=Order");
    await page.reload();
    await isChosen();
    await page.getByRole("link", { name: "Sources", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Sources" }).waitFor();
    await page.goBack();
    await isChosen();
    await page.goForward();
    await page.getByRole("heading", { level: 1, name: "Sources" }).waitFor();
    await page.close();
  });

  test("a quarantined event is mended by hand and taken in", async () => {
    await post("/v1/batch", { batch: [{ type: "track", userId: "mended", messageId: "m-1" }] });
    const page = await open("/quarantine");
    await page.locator("main li button[aria-expanded]").first().click();
    await page.getByRole("button", { name: /^Mend event/ }).click();
    const text = page.getByRole("textbox", { name: /as it should have been/ });
    await page.getByRole("button", { name: "Take it in" }).click();
    await page.getByText(/Not right yet/).waitFor();
    await text.fill('{ "type": "track", "userId": "mended", "messageId": "m-1", "event": "Signed Up" }');
    await page.getByRole("button", { name: "Take it in" }).click();
    await page.getByText("Mended and taken in: 1.").waitFor();
    expect(await server.get("/v1/profiles/user_id/mended")).toMatchObject({ eventCount: 1 });
    await page.close();
  });

  test("what a signal adds is worked out from a file, and leads to the experiment without it", async () => {
    const page = await open("/attributions");
    const lines = Array.from({ length: 240 }, (_, i) => `p${i},${i % 7},${i % 5},${i % 7 > 3 ? 1 : 0}`);
    await page.getByLabel("The file").setInputFiles({
      name: "shown.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(`visitor,affinity,weekday,clicked\n${lines.join("\n")}\n`),
    });
    await page.getByRole("button", { name: "Work it out" }).click();
    await page.getByRole("link", { name: "Set up without affinity" }).click();
    await page.getByRole("heading", { name: "Set up an experiment" }).waitFor();
    await expect.poll(() => page.getByRole("textbox", { name: "Variant 2" }).inputValue()).toBe("without-affinity");
    await page.close();
  });

  test("two people whom one browser joined are told apart again", async () => {
    const track = (anonymousId: string, event: string) => ({ type: "track", event, anonymousId });
    await post("/v1/batch", { batch: [track("browser-1", "Product Viewed"), track("browser-2", "Product Viewed")] });
    await post("/v1/batch", { batch: [{ type: "identify", userId: "joined", anonymousId: "browser-1" }] });
    await post("/v1/batch", { batch: [{ type: "identify", userId: "joined", anonymousId: "browser-2" }] });
    const page = await open("/profiles/user_id/joined");
    await page.getByRole("heading", { name: "Undo a merge" }).waitFor();
    await page.getByRole("checkbox", { name: "anonymous_id browser-2" }).focus();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Take them out" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText(/^Told apart:/).waitFor();
    const other = (await server.get("/v1/profiles/anonymous_id/browser-2")) as { profileId: string };
    const first = (await server.get("/v1/profiles/user_id/joined")) as { profileId: string };
    expect(other.profileId).not.toBe(first.profileId);
    await page.close();
  });

  test("who an order's number leads to is forgotten on their page, and the certificate opens", async () => {
    await post("/v1/batch", {
      batch: [
        { type: "track", event: "Order Completed", userId: "leaving", properties: { order_id: "L-1", revenue: 5 } },
      ],
    });
    // Orders are looked up in analytics, which follows within moments, and on a machine that others want too when it comes to it.
    await expect
      .poll(async () => ((await server.get("/v1/profiles?knownBy=L-1")) as { people: object[] }).people.length, {
        timeout: 60_000,
      })
      .toBe(1);
    const page = await open("/profiles");
    await page.getByRole("textbox", { name: "Identifier or order number" }).fill("L-1");
    await page.keyboard.press("Enter");
    await page.getByRole("textbox", { name: /type leaving$/ }).fill("leaving");
    await page.getByRole("button", { name: "Forget", exact: true }).click();
    await page.getByRole("status").getByText("identities").waitFor();
    expect(await page.getByRole("status").getByText("not yet").count()).toBe(0);
    expect(await server.get("/v1/profiles/user_id/leaving")).toMatchObject({ error: { code: "not-found" } });
    await page.close();
  });

  test("a message is written and seen as on a phone before it runs", async () => {
    const page = await open("/template-editor", phone);
    const mail = page.frameLocator("iframe[title='The message']");
    await mail.getByText("Hello Ada").waitFor();
    await page.getByRole("textbox", { name: "For somebody made up (JSON)" }).fill('{ "first_name": "Grace" }');
    await mail.getByText("Hello Grace").waitFor();
    await page.close();
  });

  test("a scenario is moved by its sliders, and the figure follows in the page", async () => {
    const page = await open("/scenario", phone);
    // The store has too few orders for a draft of its own.
    await page.getByRole("button", { name: "Begin with a typical shop instead" }).click();
    await page.getByRole("slider").first().waitFor();
    const figure = page.locator("main [aria-live=polite] p").first();
    const before = await figure.textContent();
    await page.getByRole("slider").first().focus();
    await page.keyboard.press("End");
    await expect.poll(() => figure.textContent()).not.toBe(before);
    await page.getByRole("button", { name: "Back to the file" }).click();
    await expect.poll(() => figure.textContent()).toBe(before);
    await page.close();
  });
});

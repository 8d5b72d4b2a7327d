import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, skipsBrowserTests } from "./testing/browser.ts";
import { seriousForAxe } from "./testing/serious-for-axe.ts";
import { type BuiltServer, startBuiltServer, temporaryDirectory } from "./testing/start-built-server.ts";

const playbook = `
holdout: 0
business: { name: Lamp shop, currency: EUR }
placements:
  hero: { title: Hero, default: { content: { headline: Lamps, link: /all } } }
  side: { default: { content: {} } }
tactics:
  greeting: { placement: hero, holdout: 0, content: { headline: Good to see you, link: /new } }
`;

/** As people's browsers name themselves: the headless one is a bot to Attune. */
const userAgent =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

interface Notices {
  showBanner(attune: object, options: object): void;
  openPreferences(attune: object): void;
  addWhyButtons(attune: object, options: object): void;
}

describe.skipIf(skipsBrowserTests("the browser client's tests"))("the client in a page of another origin", () => {
  let server: BuiltServer;
  let browser: Browser;
  let shop: Server;
  let shopUrl: string;

  beforeAll(async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, "shop.yaml"), playbook);
    server = await startBuiltServer({ dataDirectory: directory, args: ["--config", join(directory, "shop.yaml")] });
    browser = await launchBrowser();
    shop = createServer((request, response) => {
      const attributes = decodeURIComponent(new URL(request.url ?? "/", "http://shop").search.slice(1));
      response.setHeader("content-type", "text/html").end(pageWith(attributes));
    });
    shop.listen(0, "127.0.0.1");
    await once(shop, "listening");
    shopUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/`;
  });

  afterAll(async () => {
    await browser?.close();
    shop?.close();
    await server?.stop();
  });

  /** Waits long for decisions unless told otherwise: a busy machine is no reason to see the default. */
  function pageWith(attributes: string): string {
    const limit = attributes.includes("data-limit-ms") ? "" : 'data-limit-ms="20000"';
    return `<!doctype html><html lang="en"><title>Shop</title>
<script src="${server.url}/sdk/attune.js" data-write-key="${server.writeKey}" ${limit} ${attributes}></script>
<script src="${server.url}/sdk/notices.js"></script>
<body><attune-slot placement="hero" height="200"><h1 data-attune="headline">Welcome</h1><a data-attune-href="link" href="/all">More</a></attune-slot>
<p id="below">Below</p></body></html>`;
  }

  async function open(attributes: string, prepare: (context: BrowserContext) => Promise<unknown> = async () => {}) {
    const context = await browser.newContext({ userAgent, viewport: { width: 390, height: 844 } });
    await prepare(context);
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(`${shopUrl}?${encodeURIComponent(attributes)}`);
    return { context, page, errors };
  }
  const granted = 'data-consent="analytics personalization"';
  const ready = (page: Page) => page.locator("attune-slot[data-attune-ready]").waitFor();
  const heading = (page: Page) => page.locator("h1").textContent();
  const anonymousId = (page: Page) =>
    page.evaluate(() => (window as unknown as { attune: { anonymousId(): string } }).attune.anonymousId());
  const exposuresOf = async (id: string) => {
    const { exposures } = (await server.get(`/v1/profiles/anonymous_id/${id}`)) as {
      exposures?: Array<{ tacticId: string; arm: string; count: number }>;
    };
    return (exposures ?? []).map(({ tacticId, arm, count }) => ({ tacticId, arm, count }));
  };
  const eventsOf = async (id: string) => {
    const { events } = (await server.get(`/v1/profiles/anonymous_id/${id}/events`)) as {
      events?: Array<{ name?: string }>;
    };
    return (events ?? []).flatMap(({ name }) => name ?? []);
  };
  const kept = (page: Page) => page.evaluate(() => ({ names: Object.keys(localStorage), cookie: document.cookie }));

  test("a slot shows what was decided, keeps its room, and tells that it was seen and clicked", async () => {
    const { context, page, errors } = await open(granted);
    await page.evaluate(() => {
      const holder = window as unknown as { shift: number };
      holder.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) holder.shift += (entry as PerformanceEntry & { value: number }).value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    await ready(page);
    expect(await heading(page)).toBe("Good to see you");
    expect(await page.locator("a").getAttribute("href")).toBe("/new");
    const id = await anonymousId(page);
    await page.locator("a").evaluate((link) => link.addEventListener("click", (event) => event.preventDefault()));
    await page.locator("a").click();
    await expect
      .poll(() => eventsOf(id), { timeout: 15_000 })
      .toEqual(expect.arrayContaining(["Page Viewed", "Promotion Viewed", "Promotion Clicked"]));
    expect(await exposuresOf(id)).toEqual([{ tacticId: "greeting", arm: "exposed", count: 1 }]);
    expect(await page.evaluate(() => (window as unknown as { shift: number }).shift)).toBe(0);
    expect(errors).toEqual([]);
    await context.close();
  });

  test("past the limit the default stays, nobody is counted, and that it was late is an event", async () => {
    const { context, page } = await open(`${granted} data-limit-ms="100"`, (context) =>
      context.route("**/v1/decide?*", async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        await route.continue().catch(() => undefined);
      }),
    );
    await ready(page);
    expect(await heading(page)).toBe("Welcome");
    const id = await anonymousId(page);
    await expect.poll(() => eventsOf(id), { timeout: 15_000 }).toContain("Personalization Timed Out");
    // By now the server may have answered, too late.
    await page.waitForTimeout(1_000);
    expect(await heading(page)).toBe("Welcome");
    expect(await exposuresOf(id)).toEqual([]);
    await context.close();
  });

  test("a limit that is no time is the usual one, not none", async () => {
    const sent: string[] = [];
    const { context, page } = await open(`${granted} data-limit-ms="soon"`, async (context) => {
      context.on("request", (request) => {
        if (request.url().includes("/v1/batch")) sent.push(request.postData() ?? "");
      });
      await context.route("**/v1/decide?*", async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        await route.continue().catch(() => undefined);
      });
    });
    await ready(page);
    await expect.poll(() => sent.join(), { timeout: 15_000 }).toContain('"limit_ms":300');
    await context.close();
  });

  test("before the visitor's choice nothing is stored and no event is sent; their yes sends what waited, their no nothing", async () => {
    for (const answer of ["yes", "no"]) {
      const sent: string[] = [];
      const { context, page } = await open("", async (context) => {
        context.on("request", (request) => {
          if (request.url().includes("/v1/batch")) sent.push(request.postData() ?? "");
        });
      });
      await ready(page);
      expect(await heading(page)).toBe("Lamps");
      await page.waitForTimeout(400);
      expect({ kept: await kept(page), sent }).toEqual({ kept: { names: [], cookie: "" }, sent: [] });
      const id = await anonymousId(page);
      await page.evaluate((isGranted) => {
        const { attune } = window as unknown as { attune: { consent: { choose(choice: object): void } } };
        attune.consent.choose({ analytics: isGranted, personalization: isGranted });
      }, answer === "yes");
      if (answer === "yes") {
        await expect.poll(() => eventsOf(id), { timeout: 10_000 }).toContain("Page Viewed");
        await expect.poll(async () => (await kept(page)).names.sort()).toEqual(["attune.consent", "attune.id"]);
      } else {
        await page.waitForTimeout(400);
        expect({ names: (await kept(page)).names, sent }).toEqual({ names: ["attune.consent"], sent: [] });
      }
      await context.close();
    }
  });

  test("Global Privacy Control refuses personalization, whatever the shop assumes", async () => {
    const { context, page } = await open(granted, (context) =>
      context.addInitScript(() =>
        Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => true }),
      ),
    );
    await ready(page);
    expect(await heading(page)).toBe("Lamps");
    const id = await anonymousId(page);
    await expect.poll(() => eventsOf(id), { timeout: 10_000 }).toContain("Page Viewed");
    expect(await exposuresOf(id)).toEqual([]);
    await context.close();
  });

  test("events of a page without a network arrive from the next one, once", async () => {
    const { context, page, errors } = await open(granted);
    await ready(page);
    const id = await anonymousId(page);
    await context.setOffline(true);
    await page.evaluate(() => {
      const { attune } = window as unknown as { attune: { track(event: string): void } };
      attune.track("Lamp Lit");
    });
    await expect.poll(async () => (await kept(page)).names.some((name) => name.startsWith("attune.q."))).toBe(true);
    await page.close();
    await context.setOffline(false);
    const next = await context.newPage();
    await next.goto(`${shopUrl}?${encodeURIComponent(granted)}`);
    await expect.poll(() => eventsOf(id), { timeout: 10_000 }).toContain("Lamp Lit");
    expect((await eventsOf(id)).filter((name) => name === "Lamp Lit")).toHaveLength(1);
    expect(errors).toEqual([]);
    await context.close();
  });

  test("events told while a page is being left arrive", async () => {
    const { context, page } = await open(granted);
    await ready(page);
    const id = await anonymousId(page);
    await page.evaluate(() => {
      const { attune } = window as unknown as { attune: { track(event: string): void } };
      attune.track("Lamp Left");
      location.href = "about:blank";
    });
    await expect
      .poll(() => eventsOf(id), { timeout: 10_000 })
      .toEqual(expect.arrayContaining(["Lamp Left", "Page Left"]));
    await context.close();
  });

  const track = (page: Page, ...names: string[]) =>
    page.evaluate((told) => {
      const { attune } = window as unknown as { attune: { track(event: string): void } };
      for (const name of told) attune.track(name);
    }, names);
  const isWaiting = async (page: Page) => (await kept(page)).names.some((name) => name.startsWith("attune.q."));

  test("a page that is back online sends what waited, once, and keeps nothing of it", async () => {
    const { context, page } = await open(granted);
    await ready(page);
    await context.setOffline(true);
    await track(page, "Lamp Dimmed");
    await expect.poll(() => isWaiting(page)).toBe(true);
    await context.setOffline(false);
    await expect.poll(async () => eventsOf(await anonymousId(page)), { timeout: 10_000 }).toContain("Lamp Dimmed");
    await expect.poll(() => isWaiting(page), { timeout: 10_000 }).toBe(false);
    expect((await eventsOf(await anonymousId(page))).filter((name) => name === "Lamp Dimmed")).toHaveLength(1);
    await context.close();
  });

  test("what a tab had on its way when it was killed arrives from the next page, once", async () => {
    const { context, page } = await open(granted);
    await ready(page);
    const id = await anonymousId(page);
    // Requests of this tab are answered by nobody: they end with it.
    let isHeld = true;
    await context.route("**/v1/batch?*", (route) => (isHeld ? undefined : route.continue()));
    await track(page, "Lamp Broken");
    await expect.poll(() => isWaiting(page)).toBe(true);
    const crashed = page.waitForEvent("crash");
    const client = await context.newCDPSession(page);
    void client.send("Page.crash").catch(() => undefined);
    await crashed;
    isHeld = false;
    const next = await context.newPage();
    await next.goto(`${shopUrl}?${encodeURIComponent(granted)}`);
    await expect.poll(() => eventsOf(id), { timeout: 10_000 }).toContain("Lamp Broken");
    expect((await eventsOf(id)).filter((name) => name === "Lamp Broken")).toHaveLength(1);
    await context.close();
  });

  test("events told while one page goes to the next arrive, each once, though the request of the first is cut off", async () => {
    const { context, page } = await open(granted);
    await ready(page);
    const id = await anonymousId(page);
    const names = Array.from({ length: 30 }, (_, place) => `Step ${place}`);
    let cutOff = 0;
    await context.route("**/v1/batch?*", (route) => {
      cutOff += 1;
      return cutOff === 1 ? route.abort() : route.continue();
    });
    await track(page, ...names);
    await page.goto(`${shopUrl}?${encodeURIComponent(granted)}#next`);
    await page.reload();
    await expect
      .poll(async () => (await eventsOf(id)).filter((name) => name.startsWith("Step")).sort(), { timeout: 15_000 })
      .toEqual([...names].sort());
    await context.close();
  });

  test("where the server does not answer, or answers nonsense, the page is as the shop wrote it", async () => {
    for (const broken of ["abort", "nonsense"]) {
      const { context, page, errors } = await open(granted, (context) =>
        context.route("**/v1/**", (route) =>
          broken === "abort" ? route.abort() : route.fulfill({ status: 200, body: "<html>", contentType: "text/html" }),
        ),
      );
      await ready(page);
      expect({ broken, heading: await heading(page), errors }).toEqual({ broken, heading: "Welcome", errors: [] });
      await context.close();
    }
  });

  test("with JavaScript blocked the page's own content is visible", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(shopUrl);
    expect(await page.locator("h1").isVisible()).toBe(true);
    expect(await heading(page)).toBe("Welcome");
    await context.close();
  });

  /** What a page that uses the notices says once it is there. */
  const withNotices = (page: Page) =>
    page.evaluate(() => {
      const { attune, attuneNotices } = window as unknown as { attune: object; attuneNotices: Notices };
      const onPreferences = () => attuneNotices.openPreferences(attune);
      attuneNotices.showBanner(attune, { onPreferences });
      attuneNotices.addWhyButtons(attune, { onPreferences });
    });
  const focused = (page: Page) =>
    page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element?.textContent || element?.closest("label")?.querySelector(".name")?.textContent;
    });

  test("banner and preference centre work by keyboard alone, and axe finds nothing serious", async () => {
    const { context, page, errors } = await open("");
    await ready(page);
    await withNotices(page);
    const banner = page.getByRole("region", { name: "Your choice" });
    await banner.waitFor();
    expect(await seriousForAxe(page)).toEqual([]);

    await page.getByRole("button", { name: "Choose in detail" }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "What this shop may remember" });
    await dialog.waitFor();
    expect(await seriousForAxe(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await focused(page)).toBe("Choose in detail");

    await page.keyboard.press("Enter");
    await dialog.waitFor();
    for (let i = 0; i < 10 && (await focused(page)) !== "Personalization"; i++) await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    for (let i = 0; i < 10 && (await focused(page)) !== "Save my choice"; i++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await banner.waitFor({ state: "detached" });
    expect(await page.evaluate(() => localStorage.getItem("attune.consent"))).toBe(
      '{"analytics":false,"personalization":true,"marketing":false}',
    );
    expect(errors).toEqual([]);
    await context.close();
  });

  test("a slot says why it shows what it shows; who is not interested says so", async () => {
    const { context, page } = await open(granted);
    await ready(page);
    await withNotices(page);
    await page.getByRole("button", { name: "Yes, remember" }).click();
    await page.getByRole("button", { name: "Why am I seeing this?" }).click();
    const dialog = page.getByRole("dialog", { name: "Why you are seeing this" });
    await dialog.getByText("The shop shows this to everyone at present.").waitFor();
    expect(await seriousForAxe(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Not interested" }).click();
    await dialog.waitFor({ state: "detached" });
    const id = await anonymousId(page);
    await expect.poll(() => eventsOf(id), { timeout: 10_000 }).toContain("Not Interested");
    await context.close();
  });

  test("what a video was watched, how far a page was read and what its visitor waited for are events", async () => {
    const { context, page } = await open(granted, (context) =>
      context.addInitScript(() => {
        // Every page is in the sample of timings.
        Math.random = () => 0;
      }),
    );
    await ready(page);
    const id = await anonymousId(page);
    await page.evaluate(async () => {
      // On a busy machine the page is painted later than this runs.
      const painted = { type: "largest-contentful-paint", buffered: true };
      await new Promise((resolve) => new PerformanceObserver(resolve).observe(painted));
      const video = document.body.appendChild(document.createElement("video"));
      video.id = "film";
      Object.defineProperty(video, "duration", { get: () => 8 });
      let time = 0;
      Object.defineProperty(video, "currentTime", { get: () => time });
      video.dispatchEvent(new Event("playing"));
      for (time of [0, 1, 2, 6, 7]) video.dispatchEvent(new Event("timeupdate"));
      Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    const propertiesOf = async (name: string) => {
      const { events } = (await server.get(`/v1/profiles/anonymous_id/${id}/events`)) as {
        events: Array<{ name?: string; properties?: object }>;
      };
      return events.filter((event) => event.name === name).map(({ properties }) => properties);
    };
    // The jump from 2 to 6 was not watched.
    await expect
      .poll(() => propertiesOf("Video Watched"), { timeout: 10_000 })
      .toMatchObject([{ asset_id: "film", seconds: 8, seconds_watched: 3 }]);
    expect((await propertiesOf("Video Content Playing")).length).toBe(3);
    expect(await propertiesOf("Page Left")).toMatchObject([{ path: "/", scroll_depth: 1 }]);
    expect(await propertiesOf("Page Timed")).toMatchObject([
      { decide_ms: expect.any(Number), slot_ms: expect.any(Number), lcp_ms: expect.any(Number) },
    ]);
    await context.close();
  });
});

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { catalogueFeed, createCatalogue } from "@attune/shop/catalogue";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, skipsBrowserTests } from "./testing/browser.ts";
import { seriousForAxe } from "./testing/serious-for-axe.ts";
import { type BuiltServer, startBuiltServer, temporaryDirectory } from "./testing/start-built-server.ts";

const playbook = `
business: { name: Haus & Heim, currency: EUR, timeZone: Europe/Berlin }
holdout: 0
privacy: { texts: { personalization: { version: "2026-11", title: A shop that knows you, text: We use what you look at to choose what you see. } } }
placements:
  home-hero: { default: { content: { headline: Things for a home that is yours, cta: Look around, href: /all } } }
  home-popular: { default: { content: { headline: Popular right now } } }
  home-for-you: { default: { content: { headline: New in the shop } } }
  listing-top: { default: { content: {} } }
  product-recommendations: { default: { content: { headline: More from the shop } } }
  cart-cross-sell: { default: { content: {} } }
  exit-offer: { default: { content: {} } }
tactics:
  welcome: { placement: home-hero, holdout: 0, content: { headline: "New here? Try it at home", cta: How, href: /welcome } }
  seen: { placement: home-for-you, holdout: 0, content: { headline: Seen lately }, items: { from: recently-viewed, limit: 8 } }
  delivery: { placement: listing-top, holdout: 0, content: { headline: Free delivery } }
  along: { placement: product-recommendations, holdout: 0, content: { headline: Others look at } }
  set: { placement: cart-cross-sell, when: { cart: not-empty }, holdout: 0, content: { headline: Goes with it } }
  stay: { placement: exit-offer, when: { cart: not-empty }, holdout: 0, content: { headline: Before you go, code: STAY10 } }
`;

/** As people's browsers name themselves: the headless one is a bot to Attune. */
const sizes = {
  desktop: {
    viewport: { width: 1280, height: 900 },
    userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
  },
  phone: {
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
    userAgent:
      "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
  },
};
const itemId = "HH-1003";
const shopPages = [
  "",
  "c/lighting",
  "search?q=lamps",
  `p/${itemId}`,
  "cart",
  "checkout",
  "account",
  "welcome",
  "nowhere",
];

describe.skipIf(skipsBrowserTests("the storefront's tests"))("the storefront in a browser", () => {
  let server: BuiltServer;
  let browser: Browser;

  beforeAll(async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, "shop.yaml"), playbook);
    server = await startBuiltServer({ dataDirectory: directory, args: ["--config", join(directory, "shop.yaml")] });
    const { status } = await fetch(`${server.url}/v1/catalog/items`, {
      method: "PUT",
      headers: { authorization: `Bearer ${server.secretKey}`, "content-type": "application/json" },
      body: JSON.stringify({ items: catalogueFeed(createCatalogue({ seed: 1 })) }),
    });
    expect(status).toBe(200);
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  /** A visitor who waits long for decisions: a busy machine is no reason to see the default. Gathers what shifts and what fails. */
  async function visit(size: keyof typeof sizes): Promise<{ context: BrowserContext; page: Page; errors: string[] }> {
    const context = await browser.newContext(sizes[size]);
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await page.route("**/shop/**", async (route) => {
      if (route.request().resourceType() !== "document") return route.continue();
      const response = await route.fetch();
      const body = (await response.text()).replace("limitMs&quot;:300", "limitMs&quot;:60000");
      await route.fulfill({ response, body });
    });
    await page.addInitScript(() => {
      const shifts = window as unknown as { shift: number };
      shifts.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as Array<PerformanceEntry & { value: number; hadRecentInput: boolean }>)
          if (!entry.hadRecentInput) shifts.shift += entry.value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    return { context, page, errors };
  }
  /** Every slot is drawn, or keeps its default for good. */
  async function open(page: Page, path: string): Promise<void> {
    await page.goto(`${server.url}/shop/${path}`);
    await page.waitForFunction(() => document.querySelector("attune-slot:not([data-attune-ready])") === null);
  }
  const shiftOf = (page: Page) => page.evaluate(() => (window as unknown as { shift: number }).shift);

  test.each(["desktop", "phone"] as const)(
    "a shopper on a %s looks, is offered something at the door, buys, and the engine knows it",
    async (size) => {
      const { context, page, errors } = await visit(size);
      const email = `ada-${size}@example.com`;
      await open(page, `p/${itemId}`);
      expect(await page.locator('[placement="product-recommendations"] h2').textContent()).toBe("Others look at");
      await page.selectOption("#quantity", "2");
      await page.click("#add");
      await page.getByText("In your cart.").waitFor();
      const anonymousId = await page.evaluate(() => localStorage.getItem("attune.id"));
      const path = `/v1/profiles/anonymous_id/${anonymousId}`;
      const profile = async () => JSON.stringify(await server.get(path));
      await expect.poll(profile, { timeout: 20_000 }).toContain(`{"itemId":"${itemId}","quantity":2}`);

      await open(page, "");
      expect(await page.locator("h1").textContent()).toBe("New here? Try it at home");
      expect(await page.locator(".hero a").getAttribute("href")).toBe("/shop/welcome");
      expect(await page.locator(`[placement="home-for-you"] [data-item="${itemId}"]`).count()).toBe(1);
      expect(await shiftOf(page)).toBe(0);

      await open(page, "cart");
      expect(await page.locator('[placement="cart-cross-sell"] h2').textContent()).toBe("Goes with it");
      await page.evaluate(() => document.dispatchEvent(new MouseEvent("mouseout", { clientY: -1 })));
      await page.getByRole("button", { name: "Use it" }).click();
      await page.getByText("Code STAY10").waitFor();

      await open(page, "checkout");
      const fields = { firstName: "Ada", lastName: "L", email, street: "Weg 1", postcode: "10115", city: "Berlin" };
      await page.getByRole("button", { name: "Place the order" }).click();
      await page
        .getByText(/^First name/)
        .first()
        .waitFor();
      for (const [name, value] of Object.entries(fields)) await page.fill(`[name=${name}]`, value);
      await page.check("[value=wrapping]");
      await page.check("[value=invoice]");
      await page.getByRole("button", { name: "Place the order" }).click();
      await page.waitForURL("**/shop/thank-you");
      await page.getByText(/Order HH-\w+ is placed/).waitFor();

      const byUser = async () => JSON.stringify(await server.get(`/v1/profiles/user_id/${email}`));
      await expect.poll(byUser, { timeout: 20_000 }).toContain("Order Completed");
      const known = await byUser();
      for (const tacticId of ["welcome", "along", "set", "stay"]) expect(known).toContain(`"${tacticId}"`);
      const names = JSON.stringify(await server.get(`/v1/profiles/user_id/${email}/events?limit=100`));
      for (const name of [
        "Product Viewed",
        "Cart Viewed",
        "Checkout Started",
        "Payment Info Entered",
        "Coupon Applied",
      ])
        expect(names).toContain(name);
      const orders = async () => ((await server.get("/v1/measure/totals")) as { orders: number }).orders;
      await expect.poll(orders, { timeout: 30_000 }).toBe(size === "desktop" ? 1 : 2);

      const desk = await browser.newPage({ viewport: page.viewportSize() });
      await server.signIn(desk);
      await desk.goto(`${server.url}/#/profiles/user_id/${encodeURIComponent(email)}`);
      await desk.getByText("Order Completed").first().waitFor();
      await desk.getByRole("link", { name: "welcome" }).first().waitFor();
      await desk.close();
      expect(errors).toEqual([]);
      await context.close();
    },
  );

  test("who says that a row does not interest them is shown its products no more, by the engine itself", async () => {
    const { context, page } = await visit("phone");
    await open(page, `p/${itemId}`);
    const anonymousId = await page.evaluate(() => localStorage.getItem("attune.id"));
    const rowOf = async () => {
      const response = await fetch(`${server.url}/v1/decide/preview`, {
        method: "POST",
        headers: { authorization: `Bearer ${server.secretKey}`, "content-type": "application/json" },
        body: JSON.stringify({ anonymousId, placements: ["home-for-you"] }),
      });
      const { placements } = (await response.json()) as {
        placements: Record<string, { items: Array<{ itemId: string }> }>;
      };
      return placements["home-for-you"]?.items.map((item) => item.itemId) ?? [];
    };
    await expect.poll(rowOf, { timeout: 20_000 }).toContain(itemId);
    await open(page, "");
    await page.locator('[placement="home-for-you"] + .attune-why').click();
    await page.getByRole("button", { name: "Not interested" }).click();
    await expect.poll(rowOf, { timeout: 20_000 }).not.toContain(itemId);
    await context.close();
  });

  test("the choices show the playbook's own words, and what was chosen is proved over them", async () => {
    const { context, page, errors } = await visit("phone");
    await open(page, "account");
    await page.getByText("What you see may depend on").waitFor();
    await page.getByRole("button", { name: "Change my choices" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("A shop that knows you").waitFor();
    expect(await dialog.getByText("We use what you look at to choose what you see.").isVisible()).toBe(true);
    // What nobody wrote has the notice's own words.
    expect(await dialog.getByText("Measurement", { exact: true }).isVisible()).toBe(true);
    await dialog.getByRole("checkbox", { name: /A shop that knows you/ }).uncheck();
    await dialog.getByRole("button", { name: "Save my choice" }).click();
    const anonymousId = await page.evaluate(() => localStorage.getItem("attune.id"));
    const kept = async () =>
      (await fetch(`${server.url}/v1/privacy/people/anonymous_id/${anonymousId}`, {
        headers: { authorization: `Bearer ${server.secretKey}` },
      }).then((answer) => answer.json())) as unknown;
    await expect.poll(async () => JSON.stringify(await kept()), { timeout: 20_000 }).toContain("A shop that knows you");
    expect(await kept()).toMatchObject({
      consent: {
        proofs: expect.arrayContaining([
          expect.objectContaining({
            method: "preferences",
            choices: expect.objectContaining({ personalization: false }),
            texts: { personalization: expect.stringMatching(/^personalization:2026-11:/) },
          }),
        ]),
        texts: [{ purpose: "personalization", version: "2026-11", title: "A shop that knows you" }],
      },
    });
    expect(errors).toEqual([]);
    await context.close();
  });

  test.each(["desktop", "phone"] as const)(
    "on a %s no page moves or overflows, and axe finds nothing serious",
    async (size) => {
      const { context, page, errors } = await visit(size);
      await open(page, `p/${itemId}`);
      await page.click("#add");
      for (const path of shopPages) {
        await open(page, path);
        if (path === "account") await page.getByText("What you see may depend on").waitFor();
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        const found = {
          path,
          shift: await shiftOf(page),
          overflows: await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth),
          serious: await seriousForAxe(page),
        };
        expect(found).toEqual({ path, shift: 0, overflows: false, serious: [] });
      }
      expect(errors).toEqual([]);
      await context.close();
    },
  );

  test("with JavaScript blocked everybody's shop is there: banner, rows, filters, search, product", async () => {
    const context = await browser.newContext({ ...sizes.phone, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${server.url}/shop/`);
    expect(await page.locator("h1").textContent()).toBe("Things for a home that is yours");
    expect(await page.locator('[placement="home-popular"] .card').count()).toBe(8);
    await page.goto(`${server.url}/shop/c/lighting`);
    await page.getByText("Filter and sort").click();
    await page.selectOption("[name=sort]", "cheap");
    await page.getByRole("button", { name: "Show" }).click();
    await page.waitForURL(/sort=cheap/);
    await page.goto(`${server.url}/shop/search?q=lamps`);
    expect(await page.locator(".grid .card").count()).toBeGreaterThan(3);
    await page.locator(".grid .card a").first().click();
    await page.locator(".about h1").waitFor();
    // What needs scripts says so, and sends nothing of what could be typed.
    for (const path of ["checkout", "account"]) {
      await page.goto(`${server.url}/shop/${path}`);
      await page
        .getByText(/JavaScript/)
        .first()
        .waitFor();
      expect(await page.locator("main form:not([method=dialog])").count()).toBe(0);
      expect(await page.locator("main input:visible").count()).toBe(0);
    }
    await context.close();
  });

  test("pages are the same for everybody and hold nothing of anybody; a decision is kept by no cache", async () => {
    for (const path of shopPages) {
      const [first, second] = await Promise.all(
        ["visitor=ada", "visitor=ben"].map((cookie) => fetch(`${server.url}/shop/${path}`, { headers: { cookie } })),
      );
      expect(await first!.text()).toBe(await second!.text());
      expect(first!.headers.get("set-cookie")).toBeNull();
    }
    const decision = await fetch(`${server.url}/v1/decide`, {
      method: "POST",
      headers: { authorization: `Bearer ${server.writeKey}`, "content-type": "application/json" },
      body: JSON.stringify({ anonymousId: "ada", placements: ["home-hero"] }),
    });
    expect(decision.headers.get("cache-control") ?? "no-store").toBe("no-store");
    expect(decision.headers.get("etag")).toBeNull();
  });

  test("the switch shows the shop as another shopper and as somebody held out, with the trace, and records nothing", async () => {
    const { context, page } = await visit("desktop");
    const heads = async () => ((await server.get("/v1/collect/events?limit=1")) as { head: number }).head;
    await server.signIn(page);
    await page.goto(`${server.url}/shop/#userId=ada-desktop@example.com`);
    await page.getByText("You see the shop as ada-desktop@example.com").waitFor();
    const before = await heads();
    await page.locator(".trace").getByText("welcome").first().waitFor();
    await expect.poll(() => page.url()).not.toContain("ada-desktop");
    await expect.poll(() => page.locator("h1").textContent()).toBe("New here? Try it at home");

    await page.getByRole("button", { name: "See the shop as…" }).click();
    await page.getByLabel("Somebody held out").check();
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.getByText("You see the shop as somebody held out").waitFor();
    await page.locator(".trace h3").first().waitFor();
    expect(await page.locator("h1").textContent()).toBe("Things for a home that is yours");
    expect(await heads()).toBe(before);
    await context.close();
  });
});

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Account } from "@attune/model/account";
import { type Role, roles } from "@attune/model/role";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, skipsBrowserTests } from "./testing/browser.ts";
import { openMemoryApp } from "./testing/memory-app.ts";
import { seriousForAxe } from "./testing/serious-for-axe.ts";
import { type BuiltServer, startBuiltServer } from "./testing/start-built-server.ts";

const desktop = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };
const password = "the admin's own words";

describe.skipIf(skipsBrowserTests("signing in"))("signing in, in a browser", () => {
  let server: BuiltServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await startBuiltServer();
    browser = await launchBrowser();
    const identify = {
      ...{ type: "identify", userId: "ada", messageId: "m1" },
      traits: { email: "ada@example.com", lastName: "Lovelace", plan: "gold" },
    };
    await ask("POST", "/v1/batch", { batch: [identify] });
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  async function ask<T>(method: "GET" | "POST" | "PUT", path: string, body?: object): Promise<T> {
    const headers = { authorization: `Bearer ${server.secretKey}` };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${server.url}${path}`, { method, headers, ...sent });
    expect([path, response.status]).toEqual([path, 200]);
    return (await response.json()) as T;
  }
  const accounts = async () => (await ask<{ accounts: Account[] }>("GET", "/v1/accounts")).accounts;

  async function visitor(viewport = desktop): Promise<{ context: BrowserContext; page: Page }> {
    const context = await browser.newContext({ viewport });
    return { context, page: await context.newPage() };
  }

  /** Goes somewhere within the page, and waits until it is there. */
  async function go(page: Page, route: string, heading: string): Promise<void> {
    await page.evaluate((to) => {
      location.hash = to;
    }, route);
    await page.getByRole("heading", { level: 1, name: heading }).waitFor();
  }

  async function expectSound(page: Page, where: string): Promise<void> {
    await page.waitForFunction(() => document.querySelector("main [aria-label=Loading]") === null);
    expect([where, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)]).toEqual([
      where,
      true,
    ]);
    const serious = await seriousForAxe(page);
    expect({ where, serious }).toEqual({ where, serious: [] });
  }

  /** The form as a person fills it. */
  async function fillSignIn(page: Page, email: string, chosen: string): Promise<void> {
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(chosen);
    await page.getByRole("button", { name: "Sign in" }).click();
  }

  test("the first admin comes in by the printed link, with the keyboard alone; the link opens nothing more", async () => {
    const { context, page } = await visitor(phone);
    await page.goto(server.url);
    await page.getByRole("heading", { name: "Welcome" }).waitFor();
    await expectSound(page, "welcome");
    await page.goto(server.firstAdminLink!);
    await page.getByRole("heading", { name: "The first account" }).waitFor();
    await expectSound(page, "join");
    await page.keyboard.press("Tab");
    await page.keyboard.type("mara@shop.example");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Mara");
    await page.keyboard.press("Tab");
    await page.keyboard.type(password);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    await expect.poll(() => page.url()).not.toContain("join");
    expect(await context.cookies()).toMatchObject([{ httpOnly: true, sameSite: "Strict" }]);
    expect(await page.evaluate(() => document.cookie)).toBe("");

    const late = await visitor();
    await late.page.goto(server.firstAdminLink!);
    await late.page.getByText("This link was used already").waitFor();
    await Promise.all([context.close(), late.context.close()]);
  });

  test.each(roles)(
    "as %s: signed in by the form, masked or not, and refused what the role may not do",
    async (role: Role) => {
      const email = `${role}@people.example`;
      const { context, page } = await visitor(role === "viewer" ? phone : desktop);
      const { link } = await ask<{ link: string }>("POST", "/v1/accounts", { email, role, name: role });
      await page.goto(link);
      await page.getByText(`You will be ${role}`).waitFor();
      await page.getByLabel("Password", { exact: true }).fill("a phrase of one's own");
      await page.getByRole("button", { name: "Choose it and come in" }).click();
      await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
      await go(page, "/settings/account", "Your account");
      await page.getByRole("button", { name: "Sign out here" }).click();
      await fillSignIn(page, email, "a phrase of one's own");
      await page.getByText(`${role}:`).first().waitFor();

      await go(page, "/profiles/user_id/ada", role === "support" || role === "admin" ? "Lovelace" : "~");
      const text = await page.locator("main").textContent();
      expect([role, text?.includes("ada@example.com")]).toEqual([role, role === "support" || role === "admin"]);
      expect(text).toContain("gold");

      const status = (method: string, path: string) =>
        page.evaluate(
          async ([how, where]) =>
            (await fetch(where!, { method: how!, ...(how === "GET" ? {} : { body: "{}" }) })).status,
          [method, path],
        );
      const isAllowed = async (method: string, path: string) => (await status(method, path)) !== 403;
      expect({
        accounts: await isAllowed("GET", "v1/accounts"),
        apply: await isAllowed("POST", "v1/playbook/apply"),
        model: await isAllowed("POST", "v1/learn/models"),
        unmerge: await isAllowed("POST", "v1/profiles/user_id/ada/unmerge"),
      }).toEqual({
        accounts: role === "admin",
        apply: role === "admin" || role === "editor",
        model: role === "admin" || role === "analyst",
        unmerge: role === "admin" || role === "support",
      });
      if (role === "admin") {
        await go(page, "/settings/people", "People");
        await page.getByText("support@people.example").first().waitFor();
      } else {
        await go(page, "/settings/people", "People");
        await page.getByText(`As ${role} you may not`).waitFor();
        expect(await page.getByRole("link", { name: "Audit log" }).count()).toBe(0);
      }
      await context.close();
    },
  );

  test.each(Object.entries({ desktop, phone }))(
    "the pages of signing in and of Settings on a %s: nothing serious for axe, nothing sideways",
    async (name, viewport) => {
      const { context, page } = await visitor(viewport);
      await page.goto(server.url);
      await page.getByRole("heading", { name: "Sign in" }).waitFor();
      await expectSound(page, `sign in, ${name}`);
      await fillSignIn(page, "mara@shop.example", "not this one");
      await page.getByRole("alert").getByText("is not right").waitFor();
      await fillSignIn(page, "mara@shop.example", password);
      await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
      for (const [route, heading] of [
        ["/settings/people", "People"],
        ["/settings/keys", "Keys"],
        ["/settings/audit", "Audit log"],
        ["/settings/account", "Your account"],
      ]) {
        await go(page, route!, heading!);
        await expectSound(page, `${route}, ${name}`);
      }
      await context.close();
    },
  );

  test("an admin invites, changes a role and shuts out; whoever is signed in feels it at the next click", async () => {
    const admin = await visitor();
    await admin.page.goto(server.url);
    await fillSignIn(admin.page, "mara@shop.example", password);
    await admin.page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    await go(admin.page, "/settings/people", "People");
    await admin.page.getByLabel("E-mail").fill("ben@shop.example");
    await admin.page.getByLabel("Role", { exact: true }).selectOption("editor");
    await admin.page.getByRole("button", { name: "Make the invitation" }).click();
    const link = await admin.page.getByLabel("The link for ben@shop.example").inputValue();

    const ben = await visitor(phone);
    await ben.page.goto(link);
    await ben.page.getByLabel("Password", { exact: true }).fill("ben has a phrase too");
    await ben.page.getByRole("button", { name: "Choose it and come in" }).click();
    await ben.page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    const apply = () =>
      ben.page.evaluate(async () => (await fetch("v1/playbook/apply", { method: "POST", body: "{}" })).status);
    expect(await apply()).toBe(400);
    await admin.page.getByLabel("Role of ben@shop.example").selectOption("viewer");
    await expect.poll(apply, { timeout: 10_000 }).toBe(403);

    await go(ben.page, "/profiles", "Profiles");
    const typed = () => ben.page.getByRole("textbox", { name: "Identifier or order number" });
    await typed().fill("half a na");
    await admin.page.getByRole("button", { name: "Disable ben@shop.example" }).click();
    await expect
      .poll(async () => (await accounts()).find(({ email }) => email === "ben@shop.example")?.state)
      .toBe("disabled");
    await ben.page.keyboard.press("Enter");
    await ben.page.getByText("Your session has ended").waitFor();
    expect(await typed().isVisible()).toBe(false);
    await expect.poll(() => ben.page.url()).toContain("#/profiles");
    await fillSignIn(ben.page, "ben@shop.example", "ben has a phrase too");
    await ben.page.getByRole("alert").waitFor();
    await admin.page.getByRole("button", { name: "Enable ben@shop.example" }).click();
    await expect
      .poll(async () => (await accounts()).find(({ email }) => email === "ben@shop.example")?.state)
      .toBe("active");
    await fillSignIn(ben.page, "ben@shop.example", "ben has a phrase too");
    await ben.page.getByRole("heading", { level: 1, name: "Profiles" }).waitFor();
    // What was typed when the session ended is still there.
    expect(await typed().inputValue()).toBe("half a na");

    await go(admin.page, "/settings/audit", "Audit log");
    await admin.page.getByText("PUT /v1/accounts/:id/role").first().waitFor();
    expect(await admin.page.locator("main").textContent()).toContain("mara@shop.example");
    await Promise.all([admin.context.close(), ben.context.close()]);
  });

  test("a demo signs in by itself on its own machine, and says so on every page", async () => {
    const demo = await openMemoryApp({ isDemo: true, clock: Date.now });
    const url = await demo.server.listen({ host: "127.0.0.1", port: 0 });
    const { context, page } = await visitor(phone);
    await page.goto(url);
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    const notice = page.getByText("This is a demo: whoever opens it on this machine is signed in as its admin");
    await notice.waitFor();
    await go(page, "/settings/account", "Your account");
    await page.getByText("demo@attune.example").waitFor();
    await notice.waitFor();
    await context.close();
    await demo.close();
  });

  test("a page on another port of this machine changes nothing, although the browser sends it the cookie's way", async () => {
    const { context, page } = await visitor();
    await server.signIn(page);
    const evil = createServer((_request, response) =>
      response.setHeader("content-type", "text/html").end("<p>evil</p>"),
    );
    await new Promise<void>((resolve) => evil.listen(0, "127.0.0.1", resolve));
    const before = await accounts();
    await page.goto(`http://127.0.0.1:${(evil.address() as AddressInfo).port}/`);
    const answered = page.waitForResponse(`${server.url}/v1/accounts`);
    await page.evaluate(async (url) => {
      const body = JSON.stringify({ email: "eve@evil.example", role: "admin" });
      await fetch(`${url}/v1/accounts`, { method: "POST", mode: "no-cors", credentials: "include", body });
    }, server.url);
    // Not 401: the cookie did come along, since cookies know no ports.
    expect((await answered).status()).toBe(403);
    expect((await accounts()).map(({ email }) => email)).toEqual(before.map(({ email }) => email));
    await new Promise<void>((resolve) => evil.close(() => resolve()));
    await context.close();
  });
});

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { useDecision } from "./react.ts";

const executablePath = process.env.ATTUNE_CHROMIUM ?? "/usr/bin/chromium";
const skips = !existsSync(executablePath) && process.env.ATTUNE_REQUIRE_BROWSER !== "1";
if (skips) process.stdout.write(`skipped: the React hook's tests, because there is no ${executablePath}\n`);

function Hero() {
  const { state, decision } = useDecision(null, "hero");
  return createElement("h1", {}, `${state}: ${String(decision?.content.headline ?? "Welcome")}`);
}

test("on the server a component draws its default", () => {
  expect(renderToString(createElement(Hero))).toBe("<h1>waiting: Welcome</h1>");
});

describe.skipIf(skips)("in a browser", () => {
  let browser: Browser;
  let script: string;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    const built = await build({
      configFile: false,
      logLevel: "warn",
      resolve: { conditions: ["attune-source", "module", "browser"] },
      define: { "process.env.NODE_ENV": '"production"' },
      build: {
        write: false,
        rolldownOptions: {
          input: fileURLToPath(new URL("./testing/react-page.ts", import.meta.url)),
          output: { format: "iife" },
        },
      },
    });
    const outputs = Array.isArray(built) ? built : [built];
    script = outputs
      .flatMap((one) => ("output" in one ? one.output : []))
      .flatMap((file) => (file.type === "chunk" ? file.code : []))[0]!;
  });
  afterAll(() => browser?.close());

  test("components that come up together ask in one request, show what was decided, and tell that it was seen", async () => {
    const page = await browser.newPage();
    const asked: unknown[] = [];
    const told: string[] = [];
    await page.route("http://shop.example/**", (route) => {
      const url = new URL(route.request().url());
      const body = route.request().postDataJSON() as {
        placements?: string[];
        batch?: Array<{ event?: string }>;
      } | null;
      if (url.pathname === "/v1/decide") {
        asked.push(body?.placements);
        const decision = (headline: string) => ({
          tacticId: "t",
          variantId: "default",
          holdout: false,
          content: { headline },
          items: [],
          fallback: false,
          reason: "for everyone",
        });
        const placements = { hero: decision("Good to see you"), side: decision("Lamps") };
        return route.fulfill({ json: { decisionId: "d", profileId: "p", placements } });
      }
      for (const { event } of body?.batch ?? []) if (event !== undefined) told.push(event);
      if (url.pathname !== "/") return route.fulfill({ json: {} });
      return route.fulfill({ contentType: "text/html", body: `<main id="root"></main><script>${script}</script>` });
    });
    await page.goto("http://shop.example/");
    await page.getByText("Good to see you").waitFor();
    await page.getByText("Lamps").waitFor();
    expect(asked).toEqual([["hero", "side"]]);
    await expect.poll(() => told.filter((name) => name === "Promotion Viewed").length, { timeout: 10_000 }).toBe(2);
    await page.close();
  });
});

import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { BuiltServer } from "./testing/start-built-server.ts";

interface ConsoleOfShop {
  /** There once the tests run. */
  server: () => BuiltServer;
  open: (route: string) => Promise<Page>;
  post: (path: string, body: object) => Promise<void>;
}

/** What changes the playbook from the console's forms: each is looked at before, put in place, and undone. Beside other tests of one server. */
export function changesOfThePlaybook(shop: ConsoleOfShop): void {
  test("a segment is built with clauses beside its text, its size follows, and it is planned, put in place and undone", async () => {
    const page = await shop.open("/segment-builder");
    const text = page.getByRole("textbox", { name: "The condition as text (YAML)" });
    await page.getByRole("combobox", { name: "Event", exact: true }).fill("Order Completed");
    await page.getByRole("textbox", { name: "At least (times)" }).fill("1");
    expect(await text.inputValue()).toContain("event: Order Completed");
    await page.getByText("3 people").first().waitFor();
    await text.fill("event: Product Viewed");
    await page.getByText("2 people").first().waitFor();
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Lookers");
    await page.getByRole("button", { name: "Look at what it changes" }).click();
    await page.getByText("in segments").waitFor();
    await page.getByRole("button", { name: /^Put it in place/ }).click();
    await page.getByText(/It runs now, as revision/).waitFor();
    await expect.poll(async () => JSON.stringify(await shop.server().get("/v1/segments"))).toContain("lookers");
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText(/^Undone/).waitFor();
    expect(JSON.stringify(await shop.server().get("/v1/segments"))).not.toContain("lookers");
    await page.close();
  });

  test("an experiment is started, looked at and stopped by keyboard", async () => {
    const page = await shop.open("/experiments/words");
    const press = async (name: string) => {
      await page.getByRole("button", { name, exact: true }).focus();
      await page.keyboard.press("Enter");
    };
    await page.getByText("Not started").waitFor();
    await press("Start it");
    await page.getByText("Running", { exact: true }).waitFor();
    await press("Look at the results");
    await page.getByText("Nobody has been given a variant yet").waitFor();
    await press("Stop: control for all");
    await press("Stop it");
    await page.getByText("Stopped", { exact: true }).waitFor();
    await page.close();
  });

  test("a tactic is written in a form by keyboard, planned, put in place, seen in a preview, and undone", async () => {
    const page = await shop.open("/tactic-editor");
    const type = async (label: string, value: string) => {
      await page.getByRole("textbox", { name: label }).focus();
      await page.keyboard.press("ControlOrMeta+A");
      await page.keyboard.type(value);
    };
    const press = async (name: string | RegExp) => {
      await page.getByRole("button", { name }).first().focus();
      await page.keyboard.press("Enter");
    };
    await type("Name", "For buyers");
    await type("Text of headline", "Nice to have you back");
    await type("Priority", "50");
    await page.getByRole("combobox", { name: "Who" }).selectOption("segment:buyers");
    await press("Look at what it changes");
    await page.getByText("in tactics").waitFor();
    await press(/^Put it in place/);
    await page.getByText(/It runs now, as revision/).waitFor();
    const look = await shop.open("/preview?userId=buyer-2");
    await look.getByRole("button", { name: "Look", exact: true }).click();
    await look.getByRole("link", { name: "for-buyers" }).waitFor();
    await look.close();
    await press("Undo");
    await page.getByText(/^Undone/).waitFor();
    expect(JSON.stringify(await shop.server().get("/v1/tactics"))).not.toContain("for-buyers");
    await page.close();
  });

  test("an experiment is set up with its variants, and started on its page", async () => {
    const page = await shop.open("/experiment-builder");
    await page.getByRole("textbox", { name: "Name" }).fill("Warmth");
    await page.getByRole("button", { name: "Look at what it changes" }).click();
    await page.getByText("in experiments").waitFor();
    await page.getByRole("button", { name: /^Put it in place/ }).click();
    await page.getByText(/It runs now, as revision/).waitFor();
    await page.getByRole("link", { name: "its page" }).click();
    await page.getByRole("heading", { name: "Warmth", level: 1 }).waitFor();
    await page.close();
  });

  /** Looks at what a change would do, puts it in place, has it checked, and undoes it. */
  async function putInPlaceAndUndo(page: Page, section: string, check: () => Promise<void>): Promise<void> {
    await page.getByRole("button", { name: "Look at what it changes" }).first().click();
    await page.getByText(`in ${section}`).first().waitFor();
    await page.getByRole("button", { name: /^Put it in place/ }).click();
    await page.getByText(/It runs now, as revision/).waitFor();
    await check();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText(/^Undone/).waitFor();
  }

  test("a journey is changed step by step in its form, planned, put in place and undone", async () => {
    const page = await shop.open("/journey-editor?id=welcome");
    await page.getByRole("textbox", { name: "So long" }).fill("2");
    await page.getByRole("button", { name: "Add a step", exact: true }).click();
    await page.getByRole("combobox", { name: "What step 3 does" }).selectOption("branch");
    await page.getByRole("button", { name: "Add a step to 3, no" }).click();
    await page.getByRole("combobox", { name: "What step 3, no, 1 does" }).selectOption("send");
    await page.getByRole("textbox", { name: "Any of these events" }).fill("Order Completed");
    const journey = async () => {
      const { journeys } = (await shop.server().get("/v1/journeys")) as {
        journeys: Array<{ steps: object[]; stopOn: string[] }>;
      };
      return journeys[0];
    };
    await putInPlaceAndUndo(page, "journeys", async () => {
      expect(await journey()).toMatchObject({
        stopOn: ["Order Completed"],
        steps: [
          { kind: "wait", forMs: 7_200_000 },
          { kind: "send", templateId: "hello" },
          { kind: "branch", holds: [], otherwise: [{ kind: "send", templateId: "hello" }] },
        ],
      });
    });
    expect(await journey()).toMatchObject({ stopOn: [], steps: [{ forMs: 3_600_000 }, { kind: "send" }] });
    await page.close();
  });

  test("the tracking plan is learned from traffic, and what departs from it is seen and accepted", async () => {
    const read = (title: unknown) => ({
      type: "track",
      event: "Content Read",
      userId: "looker-1",
      properties: { title },
    });
    await shop.post("/v1/batch", { batch: Array.from({ length: 20 }, () => read("Lamps")) });
    const page = await shop.open("/tracking-plan/draft?event=Content%20Read");
    await putInPlaceAndUndo(page, "tracking plan", async () => {
      await shop.post("/v1/batch", { batch: Array.from({ length: 20 }, () => read(7)) });
      await page.goto(`${shop.server().url}/#/tracking-plan`);
      await page.getByText("Of another type").waitFor();
      await page.getByRole("link", { name: "Widen the plan" }).first().click();
      await page.getByText("title also number").waitFor();
      await page.getByRole("button", { name: "Look at what it changes" }).click();
      await page.getByRole("button", { name: /^Put it in place/ }).click();
      await page.getByText(/It runs now, as revision/).waitFor();
      expect(await shop.server().get("/v1/collect/plan")).toMatchObject({
        plan: { "Content Read": { properties: { title: { type: ["text", "number"] } } } },
      });
    });
    await page.close();
  });

  test("a metric of one's own is written in a form, put in place and undone", async () => {
    const page = await shop.open("/metric-editor");
    await page.getByRole("textbox", { name: "Name" }).fill("Reads per visit");
    await page.getByRole("combobox", { name: "Events" }).fill("Content Read");
    await page.getByRole("combobox", { name: "Counted is" }).selectOption("count");
    await putInPlaceAndUndo(page, "metrics", async () => {
      expect(JSON.stringify(await shop.server().get("/v1/metrics"))).toContain("reads-per-visit");
    });
    await page.close();
  });
}

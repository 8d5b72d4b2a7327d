import type { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Environment } from "../../environment.ts";
import { type MemoryApp, openMemoryApp, secretKey, testNow } from "../../testing/memory-app.ts";
import { runInProcess } from "../../testing/run-in-process.ts";
import { UsageError } from "../usage-error.ts";
import { segmentBackfillCommand } from "./backfill.ts";
import { segmentCoverageCommand } from "./coverage.ts";
import { segmentExplainCommand } from "./explain.ts";
import { segmentListCommand } from "./list.ts";
import { segmentOverlapCommand } from "./overlap.ts";
import { segmentPreviewCommand } from "./preview.ts";
import { segmentShowCommand } from "./show.ts";
import { segmentSizeCommand } from "./size.ts";
import { segmentTemplatesCommand } from "./templates.ts";

const configuration = `
segments:
  buyers: { when: { event: Order Completed }, nextBestAction: Thank them }
  gold: { name: Gold, when: { trait: plan, is: gold }, nextBestAction: Show gold }
`;

describe("attune segment, asked of a server over HTTP", () => {
  let app: MemoryApp;
  let url: string;
  beforeAll(async () => {
    app = await openMemoryApp({ configuration });
    url = await app.server.listen({ host: "127.0.0.1", port: 0 });
    const order = { order_id: "1", revenue: 30, currency: "EUR" };
    await app.engine.collect(
      [
        { type: "identify", userId: "ada", traits: { plan: "gold" } },
        { type: "track", event: "Order Completed", userId: "ada", properties: order },
        { type: "page", userId: "eve" },
      ],
      { source: "http", receivedAt: testNow, maxEventBytes: 32_768, deduplicate: "day" },
    );
    await app.engine.segments.settled(10_000);
  });
  afterAll(() => app.close());

  async function say(create: (environment: Environment) => Command, ...argv: string[]): Promise<string> {
    const { out } = await runInProcess("/", create, [...argv, "--url", url, "--key", secretKey]);
    return out.trimEnd();
  }

  it("lists, shows, sizes and explains", async () => {
    expect(await say(segmentListCommand)).toContain("gold            1  Gold");
    expect(await say(segmentShowCommand, "gold")).toContain("next best action Show gold");
    expect(await say(segmentSizeCommand, "buyers")).toBe("1");
    expect(await say(segmentSizeCommand, "--when", "{ event: Order Completed, atMost: 0 }")).toBe("1");
    expect(await say(segmentSizeCommand, "--when", "{ trait: plan, is: gold }")).toContain(
      "undetermined: analytics does not hold what the clause trait asks for",
    );
    expect(await say(segmentExplainCommand, "gold", "user_id:ada")).toContain('in gold: trait plan is "gold"');
    expect(await say(segmentExplainCommand, "gold", "user_id:eve")).toContain("not in gold: trait plan is absent");
  });

  it("previews, covers, overlaps and fills", async () => {
    expect(await say(segmentPreviewCommand, "gold")).toBe('  user_id:ada  trait plan is "gold"');
    expect(await say(segmentPreviewCommand, "--when", "{ segment: buyers }")).toContain("1 person");
    expect(await say(segmentCoverageCommand)).toMatch(/all together +50\.0 % +66\.7 % +100\.0 %/);
    expect(await say(segmentOverlapCommand)).toBe("        1  buyers (100 % of it) and gold (100 % of it)");
    expect(await say(segmentBackfillCommand, "gold")).toBe("In gold: 1.");
    expect(await say(segmentTemplatesCommand, "champions")).toContain("segments:\n  champions:");
  });

  it("prints one JSON document with --json", async () => {
    expect(JSON.parse(await say(segmentSizeCommand, "gold", "--json"))).toEqual({
      segmentId: "gold",
      size: 1,
      isFilling: false,
    });
  });

  it("says what is wrong, with what was probably meant", async () => {
    await expect(say(segmentShowCommand, "golt")).rejects.toThrow("There is no segment golt; did you mean gold?");
    await expect(say(segmentPreviewCommand)).rejects.toThrow(UsageError);
    await expect(say(segmentPreviewCommand, "--when", "{ a: ")).rejects.toThrow("the condition cannot be read");
    await expect(say(segmentTemplatesCommand, "champion")).rejects.toThrow("there is no template champion");
    await expect(say(segmentExplainCommand, "gold", "ada")).rejects.toThrow(UsageError);
  });
});

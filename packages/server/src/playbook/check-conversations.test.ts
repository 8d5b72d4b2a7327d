import { describe, expect, it } from "vitest";
import { readConfiguration } from "../config/read-configuration.ts";
import { journeyTemplates } from "../deliver/journey-templates.ts";
import { checkConversations } from "./check-conversations.ts";

async function codes(text: string, channels: "all" | "none" | null = "all"): Promise<string[]> {
  const known = channels === null ? null : new Set(channels === "all" ? (["email"] as const) : []);
  const findings = await checkConversations(readConfiguration(text).playbook, known);
  return findings.map(({ severity, code, path }) => `${severity} ${code} ${path}`);
}

const messages = (html: string) => `
messages: { m: { channel: email, subject: Hi, html: '${html}' } }
journeys:
  j: { hypothesis: It helps, trigger: { event: Signed Up }, steps: [{ send: m }] }
`;
const fine = messages('<a href="{{ unsubscribeUrl }}">No more</a>');

describe("checkConversations", () => {
  it.each(journeyTemplates.map(({ templateId, yaml }) => [templateId, yaml]))(
    "finds nothing in the template %s",
    async (_id, yaml) => {
      expect(await codes(yaml)).toEqual([]);
    },
  );

  it("marketing mail must say how to end it; a receipt need not", async () => {
    expect(await codes(messages("<p>Hi</p>"))).toEqual(["error message-unusable messages.m"]);
    expect(
      await codes(messages("<p>Hi</p>").replace("channel: email,", "channel: email, category: transactional,")),
    ).toEqual([]);
  });

  it("a template that cannot be read is told with its field", async () => {
    expect(await codes(messages("{% if %}{{ unsubscribeUrl }}"))).toEqual(["error message-unusable messages.m.html"]);
  });

  it("a channel that is not set up is told where messages are sent at all", async () => {
    expect(await codes(fine, "none")).toEqual(["warning channel-not-set-up messages.m.channel"]);
    expect(await codes(fine, null)).toEqual([]);
  });

  it("what teaches nothing, cannot be measured, is never sent or never stops", async () => {
    expect(await codes(fine.replace("hypothesis: It helps, ", ""))).toEqual([
      "warning no-hypothesis journeys.j.hypothesis",
    ]);
    expect(await codes(`holdout: 0${fine.replace("hypothesis:", "holdout: 0, hypothesis:")}`)).toEqual([
      "warning not-measurable journeys.j.holdout",
    ]);
    expect(await codes(fine.replace("[{ send: m }]", "[{ set: { a: 1 } }]"))).toEqual([
      "warning message-unused messages.m",
    ]);
    expect(await codes(fine.replace("[{ send: m }]", "[{ send: m }, { send: m }]"))).toEqual([
      "warning never-stops journeys.j.stopOn",
    ]);
  });
});

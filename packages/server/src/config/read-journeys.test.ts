import { describe, expect, it } from "vitest";
import { journeyTemplates } from "../deliver/journey-templates.ts";
import { outletsThrough } from "../deliver/outlets.ts";
import { readConfiguration } from "./read-configuration.ts";
import { writeConfiguration } from "./write-configuration.ts";

const text = `
segments: { lapsed: { when: { daysSince: Order Completed, atLeast: 60 } } }
placements: { mail: {} }
messages:
  a: { channel: email, subject: Hi, preheader: Look, mjml: <mjml></mjml>, text: Hi }
  b: { channel: web-push, category: transactional, title: T, text: X, url: https://shop.example/ }
  c: { channel: webhook, payload: { to: "{{ person.phone }}" } }
journeys:
  win-back:
    trigger: { enters: lapsed }
    when: { trait: plan, is: gold }
    againAfterDays: 90
    holdout: 0.2
    stopOn: [Order Completed]
    stopWhen: { visitor: new }
    steps:
      - wait: { days: 1 }
      - wait: { quietHours: 2 }
      - wait: { until: "09:00-20:00" }
      - wait: { for: Email Opened, atMostHours: 48 }
      - decide: mail
      - branch: { trait: plan, is: gold }
        then: [{ send: a }, { set: { nudged: true } }]
        else: [{ send: c, to: https://hooks.example/1 }]
  daily: { trigger: { daily: "08:30", segment: lapsed }, steps: [{ send: b }] }
delivery: { caps: [{ atMost: 2, withinDays: 7, channel: email }], quietHours: "21:00-08:00", tiredAfter: 6 }
`;

describe("readJourneys", () => {
  it("a written configuration reads back the same", () => {
    const configuration = readConfiguration(text);
    expect(readConfiguration(writeConfiguration(configuration))).toEqual(configuration);
  });

  it.each(journeyTemplates.map(({ templateId, yaml }) => [templateId, yaml]))(
    "the template %s can be used as it is",
    async (templateId, yaml) => {
      const { playbook } = readConfiguration(yaml);
      expect(playbook.journeys?.map(({ journeyId }) => journeyId)).toEqual([templateId]);
      const { templates } = await outletsThrough(new Map(), null)(playbook, { writeKey: "w", secretKey: "s" });
      for (const template of templates.values()) {
        const values = {
          person: {},
          trigger: {},
          decided: { content: {}, items: [{ itemId: "boots" }] },
          unsubscribeUrl: "https://x.example/u",
        };
        expect(JSON.stringify(template.render(values, null))).toContain("https://x.example/u");
      }
    },
  );

  it("what is not said has its default: once, five percent held out, seven days, promotion pauses in trouble", () => {
    const { playbook } = readConfiguration(text);
    expect(playbook.journeys?.[1]).toMatchObject({ againAfterMs: null, holdout: 0.05, windowDays: 7, stopOn: [] });
    expect(playbook.messages?.a).toMatchObject({ category: "marketing" });
    expect(playbook.delivery?.pauseWhile).toBeDefined();
  });

  it.each([
    ["enters: lapsed", "enters: lapse", /journeys\.win-back\.trigger\.enters .*did you mean lapsed/],
    ["branch: { trait: plan, is: gold }", "branch: { trate: plan }", /journeys\.win-back\.steps\[5\]\.branch/],
    ['until: "09:00-20:00"', 'until: "9-20"', /journeys\.win-back\.steps/],
    ["mjml: <mjml></mjml>, ", "", /messages\.a needs one of `mjml` and `html`/],
    ["channel: webhook", "channel: sms", /messages\.c/],
    ["holdout: 0.2", "holdout: 1", /journeys\.win-back\.holdout/],
  ])("refuses %s as %s, with the path", (from, to, expected) => {
    expect(() => readConfiguration(text.replace(from, to))).toThrow(expected);
  });
});

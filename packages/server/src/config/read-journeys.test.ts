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
    [
      'until: "09:00-20:00"',
      'until: "9-20"',
      /journeys\.win-back\.steps\[2\]\.wait\.until must be hours such as "09:00-20:00"/,
    ],
    ["{ days: 1 }", "{ days: 99999999 }", /journeys\.win-back\.steps\[0\]\.wait\.days is too large; at most 10000\./],
    ["{ days: 1 }", "{ days: 0 }", /steps\[0\]\.wait\.days must be more than 0\./],
    ["{ days: 1 }", "{ day: 1 }", /steps\[0\]\.wait\.day is not a known key; did you mean `days`\?/],
    [
      "{ days: 1 }",
      "soon",
      /steps\[0\]\.wait must be an object with one of minutes, hours, days, until, quietHours, for\./,
    ],
    [
      "set: { nudged: true }",
      "set: { a: 1, b: 2 }",
      /steps\[5\]\.then\[1\]\.set names several traits; a step sets one/,
    ],
    ["set: { nudged: true }", "set: {}", /steps\[5\]\.then\[1\]\.set names no trait/],
    [
      "{ set: { nudged: true } }",
      "{ sett: { nudged: true } }",
      /then\[1\]\.sett is not a known key; did you mean `set`\?/,
    ],
    ["- decide: mail", "- { decide: mail, send: a }", /steps\[4\] is decide and send at once/],
    ["then: [", "than: [", /steps\[5\]\.than is not a known key; did you mean `then`\?/],
    ['daily: "08:30"', 'daily: "9"', /journeys\.daily\.trigger\.daily must be a time of day such as "09:00"/],
    [
      "enters: lapsed",
      "enter: lapsed",
      /journeys\.win-back\.trigger\.enter is not a known key; did you mean `enters`\?/,
    ],
    ["mjml: <mjml></mjml>, ", "", /messages\.a needs one of `mjml` and `html`/],
    [
      "channel: webhook",
      "channel: sms",
      /messages\.c\.channel "sms" is no channel; known are email, web-push, webhook, in-app\./,
    ],
    ["channel: webhook", "channel: web-hook", /messages\.c\.channel "web-hook" is no channel; did you mean webhook\?/],
    ["channel: webhook, ", "", /messages\.c\.channel is missing; one of email/],
    ["title: T", "titel: T", /messages\.b\.titel is not a known key; did you mean `title`\?/],
    ["holdout: 0.2", "holdout: 1", /journeys\.win-back\.holdout/],
  ])("refuses %s as %s, with the path", (from, to, expected) => {
    expect(() => readConfiguration(text.replace(from, to))).toThrow(expected);
  });
});

import { describe, expect, it } from "vitest";
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

  it("what is not said has its default: once, five percent held out, seven days, promotion pauses in trouble", () => {
    const { playbook } = readConfiguration(text);
    expect(playbook.journeys?.[1]).toMatchObject({ againAfterMs: null, holdout: 0.05, windowDays: 7, stopOn: [] });
    expect(playbook.messages?.a).toMatchObject({ category: "marketing" });
    expect(playbook.delivery?.pauseWhile).toBeDefined();
  });

  it.each([
    ["enters: lapsed", "enters: lapse", /journeys\.win-back\.trigger\.enters .*did you mean lapsed/],
    ["branch: { trait: plan, is: gold }", "branch: { trate: plan }", /journeys\.win-back\.steps\[4\]\.branch/],
    ['until: "09:00-20:00"', 'until: "9-20"', /journeys\.win-back\.steps/],
    ["mjml: <mjml></mjml>, ", "", /messages\.a needs one of `mjml` and `html`/],
    ["channel: webhook", "channel: sms", /messages\.c/],
    ["holdout: 0.2", "holdout: 1", /journeys\.win-back\.holdout/],
  ])("refuses %s as %s, with the path", (from, to, expected) => {
    expect(() => readConfiguration(text.replace(from, to))).toThrow(expected);
  });
});

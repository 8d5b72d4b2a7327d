import { describe, expect, it } from "vitest";
import { readConfiguration } from "../config/read-configuration.ts";
import { checkJourneyCircles } from "./check-journey-circles.ts";

function told(text: string): string[] {
  return checkJourneyCircles(readConfiguration(text).playbook).map(
    ({ severity, code, path, message }) => `${severity} ${code} ${path}: ${message}`,
  );
}

const own = `
messages: { m: { channel: in-app, category: transactional, content: { text: Hi } } }
journeys: { a: { trigger: { event: In-App Message Sent }, againAfterDays: 0, steps: [{ send: m }] } }
`;
const backAndForth = `
segments:
  new: { when: { trait: stage, is: new } }
  old: { when: { trait: stage, is: old } }
  old-friends: { when: { all: [{ segment: old }, { visitor: returning }] } }
journeys:
  a: { trigger: { enters: new }, againAfterDays: 0, steps: [{ branch: { visitor: new }, then: [{ set: { stage: old } }] }] }
  b: { trigger: { enters: old-friends }, againAfterDays: 0, steps: [{ set: { stage: new } }] }
`;

describe("checkJourneyCircles", () => {
  it("a journey that its own message sets off is refused", () => {
    expect(told(own)).toEqual([
      "error journeys-in-a-circle journeys.a.trigger: The journey a would set itself off for ever. Let a rest between two runs of one person: againAfterDays: 1 or more.",
    ]);
  });

  it("two that set one trait back and forth are refused once, through branches and segments of segments", () => {
    expect(told(backAndForth)).toEqual([
      "error journeys-in-a-circle journeys.a.trigger: The journeys a → b → a would set each other off for ever. Let a, b rest between two runs of one person: againAfterDays: 1 or more.",
    ]);
  });

  it("leaving a segment sets off as entering it does", () => {
    expect(told(backAndForth.replace("enters: old-friends", "leaves: new"))).toHaveLength(1);
  });

  it("a segment that counts messages is moved by sending one", () => {
    const segments = "segments: { written-to: { when: { event: In-App Message Sent, withinHours: 1 } } }";
    expect(told(`${segments}${own.replace("event: In-App Message Sent", "leaves: written-to")}`)).toHaveLength(1);
  });

  it("a mail that is opened and answers with a mail goes in a circle", () => {
    const text = own
      .replace("channel: in-app", "channel: email, subject: Hi, html: <p>Hi</p>")
      .replace(", content: { text: Hi }", "")
      .replace("In-App Message Sent", "Email Opened");
    expect(told(text)).toHaveLength(1);
    expect(told(text.replace("Email Opened", "Email Link Clicked"))).toEqual([]);
  });

  it("a circle of which only some rest is refused, and says which do not", () => {
    const [only, ...more] = told(backAndForth.replace("enters: new }, againAfterDays: 0", "enters: new }"));
    expect(only).toMatch(
      /journeys\.b\.trigger: The journeys b → a → b set each other off in a circle, and b may begin/,
    );
    expect(more).toEqual([]);
  });

  it.each([
    ["rests for a day", own.replace("againAfterDays: 0", "againAfterDays: 1")],
    ["never begins again", own.replace("againAfterDays: 0, ", "")],
    ["begins by an event that nothing it does records", own.replace("In-App Message Sent", "Email Sent")],
    ["begins by the clock", backAndForth.replace("enters: new", 'daily: "09:00", segment: new')],
    ["all rest", backAndForth.replaceAll("againAfterDays: 0", "againAfterDays: 7")],
    ["marks whom it met, with the same value each time", backAndForth.replace("stage: new }", "stage: old }")],
  ])("is content where a journey %s", (_why, text) => {
    expect(told(text)).toEqual([]);
  });
});

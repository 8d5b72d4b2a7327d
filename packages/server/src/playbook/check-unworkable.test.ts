import { describe, expect, it } from "vitest";
import { readConfiguration } from "../config/read-configuration.ts";
import { checkUnworkable } from "./check-unworkable.ts";

function told(text: string): string[] {
  return checkUnworkable(readConfiguration(text).playbook).map(({ severity, code, path }) => {
    return `${severity} ${code} ${path}`;
  });
}

const sent = (text: string, steps: string) => `
placements: { mail: {} }
messages:
  m: { channel: email, category: transactional, subject: Hi, html: "${text}" }
journeys: { j: { trigger: { event: Signed Up }, steps: [${steps}] } }
`;
const naming = "<p>{{ decided.content.title }}</p>";

const push = (url: string) => `messages: { m: { channel: web-push, title: T, text: X, url: "${url}" } }`;

describe("checkUnworkable", () => {
  it.each([
    ["send: m", "[0].send"],
    ["send: m }, { decide: mail", "[0].send"],
    [
      "wait: { days: 1 } }, { branch: { visitor: new }, then: [{ send: m }], else: [{ decide: mail }]",
      "[1].then[0].send",
    ],
  ])("a message that names what was decided needs a step that decides before it: %s", (steps, at) => {
    expect(told(sent(naming, `{ ${steps} }`))).toEqual([`error nothing-decided journeys.j.steps${at}`]);
  });

  it("going through what was decided needs a decision, too", () => {
    const text = "{% for item in decided.items %}{{ item.name }}{% endfor %}";
    expect(told(sent(text, "{ send: m }"))).toEqual(["error nothing-decided journeys.j.steps[0].send"]);
  });

  it.each([
    [naming, "{ decide: mail }, { send: m }"],
    [naming, "{ branch: { visitor: new }, then: [{ decide: mail }] }, { send: m }"],
    [naming, "{ decide: mail }, { branch: { visitor: new }, else: [{ send: m }] }"],
    ["{{ decided.content.title | default: 'Hi' }}", "{ send: m }"],
    ["{% if decided %}{{ decided.content.title }}{% endif %}", "{ send: m }"],
    ["We have decided: {{ person.decided }} {{ 'decided' }}", "{ send: m }"],
  ])("is content with %s after %s", (text, steps) => {
    expect(told(sent(text, steps))).toEqual([]);
  });

  it("hours that begin when they end never come", () => {
    const wait = (hours: string) => sent("Hi", `{ wait: { until: "${hours}" } }, { send: m }`);
    expect(told(wait("09:00-09:00"))).toEqual(["error no-hours journeys.j.steps[0].wait.until"]);
    expect(told(wait("22:00-06:00"))).toEqual([]);
  });

  it("a mail goes to an address", () => {
    const to = (address: string) => sent("Hi", `{ send: m, to: "${address}" }`);
    expect(told(to("https://hooks.example/1"))).toEqual(["error no-address journeys.j.steps[0].to"]);
    expect(told(to("team@shop.example, other@shop.example"))).toEqual(["error no-address journeys.j.steps[0].to"]);
    expect(told(to("team@shop.example"))).toEqual([]);
  });

  it.each([
    "javascript:alert(1)",
    " java\\tscript:alert(1)",
    "JavaScript:{{ trigger.code }}",
    "data:text/html,x",
    "ftp://x.example",
  ])("a link to %j is refused", (url) => {
    expect(told(push(url))).toEqual(["error link-unusable messages.m.url"]);
  });

  it.each(["https://shop.example/a:b", "http://shop.example", "/cart", "{{ trigger.url }}", "cart?at=12:30"])(
    "a link to %j is fine",
    (url) => {
      expect(told(push(url))).toEqual([]);
    },
  );

  it("links in what an app shows are looked at wherever they stand", () => {
    const text =
      'messages: { m: { channel: in-app, content: { note: "at: noon", buttons: [{ url: "javascript:x" }] } } }';
    expect(told(text)).toEqual(["error link-unusable messages.m.content.buttons[0].url"]);
  });
});

import { expect, test } from "vitest";
import { entryAt } from "./with-entry.ts";
import { broughtBy, withTemplate } from "./with-template.ts";

const template = `placements:
  message: { channel: email }
messages:
  hello: { channel: email, subject: Hello }
journeys:
  welcome: { trigger: { event: Signed Up }, steps: [{ send: hello }] }
`;

test("a template brings what is not there, and leaves what is", () => {
  const text = `# ours\nplacements:\n  message: { channel: push } # not a mail\n`;
  const changed = withTemplate(text, template);
  expect(changed).toContain("# not a mail");
  expect(entryAt(changed, ["placements", "message"])).toEqual({ channel: "push" });
  expect(entryAt(changed, ["journeys", "welcome", "steps"])).toEqual([{ send: "hello" }]);
  expect(withTemplate(changed, template)).toBe(changed);
});

test("an empty playbook takes all of it", () => {
  expect(entryAt(withTemplate("", template), ["messages", "hello", "subject"])).toBe("Hello");
});

test("what a template brings is named by section", () => {
  expect(broughtBy(template)).toEqual([
    { section: "placements", ids: ["message"] },
    { section: "messages", ids: ["hello"] },
    { section: "journeys", ids: ["welcome"] },
  ]);
});

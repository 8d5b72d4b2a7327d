import { expect, test } from "vitest";
import { editablePayload, mendedEvents } from "./mended-events.ts";

test("what was set aside is edited as JSON, and text as it came", () => {
  expect(editablePayload({ type: "track" })).toBe('{\n  "type": "track"\n}');
  expect(editablePayload('{"type": "tra')).toBe('{"type": "tra');
});

test("an edited text is one event or several", () => {
  expect(mendedEvents('{"type":"track"}')).toEqual({ events: [{ type: "track" }] });
  expect(mendedEvents('[{"type":"track"},{"type":"page"}]')).toEqual({ events: [{ type: "track" }, { type: "page" }] });
});

test.each([
  ['{"type": "tra', "not JSON"],
  ["[]", "empty"],
  ['"track"', "an object"],
  ["[1]", "an object"],
])("%s is refused with its reason", (text, words) => {
  const read = mendedEvents(text);
  expect("refusal" in read ? read.refusal : "taken").toContain(words);
});

import { createContentIds } from "../content-ids.ts";
import type { Mapping } from "../mapping.ts";
import { parseLine } from "../parse-line.ts";

const name = "segment-jsonl";

/** One event in Segment's own form per line, as its archives hold them. An event without a message id gets one from its content. */
export const segmentJsonl: Mapping = {
  name,
  format: { kind: "jsonl", delimiter: "\n", encoding: "utf-8" },
  open() {
    const contentId = createContentIds();
    return {
      takeRow([text = ""], line, out) {
        const raw = parseLine(text);
        if ("fault" in raw) out.refused.push({ line, reason: raw.fault });
        else out.events.push({ raw: withMessageId(raw.value, () => `${name}:${contentId(text)}`), line });
      },
      *end() {},
    };
  },
};

function withMessageId(raw: unknown, newId: () => string): unknown {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return raw;
  const { messageId } = raw as { messageId?: unknown };
  return messageId == null || messageId === "" ? { ...raw, messageId: newId() } : raw;
}

import type { Doctor } from "../api/system.ts";
import { formatCount } from "../format/number.ts";
import { plural } from "../format/words.ts";

/** Something that a person should look at, and where. */
export interface Attention {
  severity: "warn" | "error";
  message: string;
  remedy: string | null;
  route: string;
}

/**
 * What needs attention now, the worst first: the doctor's findings. Of the quarantine the console speaks in its own words, since
 * here the way to mend it is a page, not a command.
 */
export function attentionOf({ findings, stores }: Pick<Doctor, "findings" | "stores">): Attention[] {
  const found: Attention[] = [];
  for (const { severity, message, remedy } of findings) {
    if (severity !== "ok" && !message.includes("in quarantine"))
      found.push({ severity, message, remedy, route: "#/health" });
  }
  const held = Object.values(stores.quarantined).reduce((sum, count) => sum + count, 0);
  if (held > 0) {
    found.push({
      severity: "warn",
      message: `${formatCount(held)} ${plural(held, "event is", "events are")} in quarantine.`,
      remedy: "They are kept whole. Mend their cause, then replay them.",
      route: "#/quarantine",
    });
  }
  return found.sort((a, b) => rank[a.severity] - rank[b.severity]);
}

const rank = { error: 0, warn: 1 };

import type { QualityDimension } from "@attune/model/source-audit";

/** The one thing to do about a gap. */
export function actionFor(dimension: QualityDimension, source: string, evidence: string): string {
  switch (dimension) {
    case "completeness":
      return `Have ${source} send what lacks: \`docs/reference/events.md\` names the properties of each event.`;
    case "timeliness":
      return evidence.startsWith("silent")
        ? `See why ${source} fell silent, and have it send again; until then what depends on it is old.`
        : `Have ${source} send events when they happen, with \`timestamp\` and \`sentAt\`.`;
    case "identifiers":
      return source.startsWith("import:")
        ? "Name a column with an e-mail address, a phone number or a customer number in the mapping's `identifiers`."
        : "Call `identify` at sign-in, at checkout and where somebody leaves an e-mail address.";
    case "duplicates":
      return `Give every event of ${source} a message id that stays when it is sent again, and every order its own \`order_id\`.`;
    case "schema":
      return "`attune collect quarantine list` shows what is wrong; mend the sender, then `attune collect quarantine replay`.";
    case "consent":
      return "Send each person's choice with the consent of the banner (`context.consent`), and nothing of those who refuse.";
  }
}

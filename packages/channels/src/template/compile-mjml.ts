/// <reference path="./mjml.d.ts" />
import { piecesBetween } from "./pieces-between.ts";

const maxErrorsTold = 3;

/** MJML to HTML, the Liquid in it untouched. Nothing is read from files. */
export async function compileMjml(text: string): Promise<{ ok: true; html: string } | { ok: false; message: string }> {
  if (/<\s*mj-include/i.test(text)) return { ok: false, message: "mj-include reads files, which a template may not" };
  // Loaded when the first template needs it: its modules are a third of what a start of the whole product would load.
  const { default: mjmlToHtml } = await import("mjml");
  try {
    const { html, errors } = await mjmlToHtml(text, {
      validationLevel: "soft",
      ignoreIncludes: true,
      // Its own would have every reader fetch a font from somebody else, who learns of it.
      fonts: {},
    });
    if (errors.length > 0) {
      return {
        ok: false,
        message: errors
          .slice(0, maxErrorsTold)
          .map(({ line, message }) => `line ${line}: ${message}`)
          .join("; "),
      };
    }
    const lost = lostTag(text, html);
    if (lost === undefined) return { ok: true, html };
    return {
      ok: false,
      message: `${lost} stands where MJML drops text; put it into <mj-raw> or inside a text element`,
    };
  } catch (error) {
    return { ok: false, message: (error as Error).message };
  }
}

/** Between its elements MJML leaves text out without a word. */
function lostTag(text: string, html: string): string | undefined {
  const kept = new Set(liquidTagsIn(html));
  return liquidTagsIn(text).find((tag) => !kept.has(tag));
}

function liquidTagsIn(text: string): string[] {
  const outputs = [...piecesBetween(text, "{{", "}}")].map((inside) => `{{${inside}}}`);
  return [...outputs, ...[...piecesBetween(text, "{%", "%}")].map((inside) => `{%${inside}%}`)];
}

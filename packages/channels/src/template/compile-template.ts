import type { Json, JsonObject } from "@attune/model/json";
import type { EmailBody, MessageTemplate, RenderedMessage } from "@attune/model/message";
import type { Template } from "liquidjs";
import { compileMjml } from "./compile-mjml.ts";
import { createLiquid } from "./liquid-engine.ts";
import { plainTextOf } from "./plain-text.ts";
import { whyUnreadable } from "./why-unreadable.ts";

/** A template made ready: rendering one message takes some ten microseconds and touches nothing outside. */
export interface CompiledTemplate {
  /** Throws where a value that the template needs is missing; that is the trouble of this one message. */
  render(values: JsonObject): RenderedMessage;
  /** Names of the values that it reads, at their top: `person`, `offer`, … Sorted. */
  variables: readonly string[];
  /** The same with HTML in the place of MJML: whoever compiles it again needs no MJML. */
  source: MessageTemplate;
}

/** A template that cannot be used, and where. */
export class TemplateError extends Error {
  /** The field at fault, such as `body.mjml`. */
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.name = "TemplateError";
    this.path = path;
  }
}

type Part = (values: JsonObject) => string;

const asHtml = createLiquid("html");
const asText = createLiquid("text");

/** Reads every Liquid text of a template once, MJML included. Throws `TemplateError`. */
export async function compileTemplate(template: MessageTemplate): Promise<CompiledTemplate> {
  const source = await withoutMjml(template);
  const variables = new Set<string>();
  const part = (path: string, text: string, into: "html" | "text"): Part => {
    const engine = into === "html" ? asHtml : asText;
    const { parsed, names } = parse(engine, path, text);
    for (const name of names) variables.add(name);
    return (values) => rendered(engine, parsed, values);
  };
  const render = renderOf(source, part, isMjml(template) ? "body.mjml" : "body.html");
  return { render, variables: [...variables].sort(), source };
}

/** The limit of time is one of the clock: a pause of the whole machine is not the template's fault, so it has a second try. */
function rendered(engine: typeof asHtml, parsed: Template[], values: JsonObject): string {
  try {
    return String(engine.renderSync(parsed, values));
  } catch (error) {
    if (!(error as Error).message.includes("render limit exceeded")) throw error;
    return String(engine.renderSync(parsed, values));
  }
}

type MakePart = (path: string, text: string, into: "html" | "text") => Part;

/** @param htmlPath where the playbook has what became the HTML */
function renderOf(
  template: MessageTemplate,
  part: MakePart,
  htmlPath: string,
): (values: JsonObject) => RenderedMessage {
  switch (template.channel) {
    case "email": {
      const subject = part("subject", template.subject, "text");
      const html = part(htmlPath, template.body.html ?? "", "html");
      const text = template.body.text === undefined ? null : part("body.text", template.body.text, "text");
      return (values) => {
        const page = html(values);
        return { channel: "email", subject: subject(values), html: page, text: text?.(values) ?? plainTextOf(page) };
      };
    }
    case "web-push": {
      const title = part("title", template.title, "text");
      const text = part("text", template.text, "text");
      const url = template.url === undefined ? null : part("url", template.url, "text");
      const imageUrl = template.imageUrl === undefined ? null : part("imageUrl", template.imageUrl, "text");
      return (values) => ({
        channel: "web-push",
        title: title(values),
        text: text(values),
        ...(url === null ? {} : { url: url(values) }),
        ...(imageUrl === null ? {} : { imageUrl: imageUrl(values) }),
      });
    }
    case "webhook": {
      const payload = jsonPart("payload", template.payload, part);
      return (values) => ({ channel: "webhook", payload: payload(values) });
    }
    case "in-app": {
      const content = jsonPart("content", template.content, part);
      return (values) => ({ channel: "in-app", content: content(values) });
    }
  }
}

function isMjml(template: MessageTemplate): boolean {
  return template.channel === "email" && template.body.mjml !== undefined;
}

/** HTML in the place of MJML, with the preheader in it. */
async function withoutMjml(template: MessageTemplate): Promise<MessageTemplate> {
  if (template.channel !== "email") return template;
  const { preheader, body, ...rest } = template;
  const html = withPreheader(await htmlOf(body), preheader);
  return { ...rest, body: { html, ...(body.text === undefined ? {} : { text: body.text }) } };
}

async function htmlOf({ mjml, html }: EmailBody): Promise<string> {
  if (mjml !== undefined) {
    refuseUnreadable("body.mjml", mjml);
    const compiled = await compileMjml(mjml);
    if (!compiled.ok) throw new TemplateError("body.mjml", compiled.message);
    return compiled.html;
  }
  if (html === undefined) throw new TemplateError("body", "needs `mjml` or `html`");
  return html;
}

/** What mail programs show beside the subject: first in the body, and hidden there. */
function withPreheader(html: string, preheader: string | undefined): string {
  if (preheader === undefined) return html;
  const hidden = `<div style="display:none;max-height:0;overflow:hidden">${preheader}</div>`;
  const begin = html.search(/<body/i);
  const end = begin < 0 ? -1 : html.indexOf(">", begin);
  return end < 0 ? hidden + html : html.slice(0, end + 1) + hidden + html.slice(end + 1);
}

/** Liquid in every text of a JSON document; what is no text stays. */
function jsonPart(path: string, document: Json, part: MakePart): (values: JsonObject) => Json {
  if (typeof document === "string") return part(path, document, "text");
  if (Array.isArray(document)) {
    const entries = document.map((entry, i) => jsonPart(`${path}[${i}]`, entry, part));
    return (values) => entries.map((entry) => entry(values));
  }
  if (document === null || typeof document !== "object") return () => document;
  const fields = Object.entries(document).map(
    ([name, entry]) => [name, jsonPart(`${path}.${name}`, entry as Json, part)] as const,
  );
  return (values) => Object.fromEntries(fields.map(([name, entry]) => [name, entry(values)]));
}

function refuseUnreadable(path: string, text: string): void {
  const why = whyUnreadable(text);
  if (why !== null) throw new TemplateError(path, why);
}

function parse(engine: typeof asHtml, path: string, text: string): { parsed: Template[]; names: string[] } {
  refuseUnreadable(path, text);
  try {
    const parsed = engine.parse(text);
    return { parsed, names: engine.globalVariablesSync(parsed) };
  } catch (error) {
    throw new TemplateError(path, (error as Error).message);
  }
}

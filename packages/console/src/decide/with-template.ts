import { parse, parseDocument } from "yaml";

/** The playbook's text with what a template brings; what is there by the same id stays as it is. */
export function withTemplate(text: string, template: string): string {
  const document = parseDocument(text);
  for (const [section, entries] of Object.entries(parse(template) as Record<string, Record<string, unknown>>)) {
    for (const [id, entry] of Object.entries(entries)) {
      if (!document.hasIn([section, id])) document.setIn([section, id], document.createNode(entry));
    }
  }
  return document.toString({ lineWidth: 140 });
}

/** What a template brings that has an id of its own, by section: `journeys` → `["cart-abandonment"]`. */
export function broughtBy(template: string): Array<{ section: string; ids: string[] }> {
  const sections = parse(template) as Record<string, Record<string, unknown>>;
  return Object.entries(sections).map(([section, entries]) => ({ section, ids: Object.keys(entries) }));
}

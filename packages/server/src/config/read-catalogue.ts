import type { CatalogueEntry, CatalogueRules, MerchandisingRule } from "@attune/model/merchandising";
import { playbookFault, requireDeclared } from "./playbook-fault.ts";
import { readSchedule } from "./read-schedule.ts";

type RuleEntry = NonNullable<CatalogueEntry["rules"]>[string];

const defaultStaleAfterHours = 48;

/** What a file says of the catalogue. Rules that do nothing, name placements nobody declared, or pin two items to one place are refused. */
export function readCatalogue(entry: CatalogueEntry, placements: string[]): CatalogueRules {
  return {
    staleAfterHours: entry.staleAfterHours ?? defaultStaleAfterHours,
    rules: Object.entries(entry.rules ?? {}).map(([ruleId, rule]) => readRule(ruleId, rule, placements)),
  };
}

function readRule(ruleId: string, entry: RuleEntry, placements: string[]): MerchandisingRule {
  const path = `catalogue.rules.${ruleId}`;
  const { name = ruleId, on = {}, pin = [], boost = [], hide = [], schedule } = entry;
  if (pin.length + boost.length + hide.length === 0)
    throw playbookFault(path, "does nothing: it needs `pin`, `boost` or `hide`");
  const rule: MerchandisingRule = {
    ruleId,
    name,
    on: {},
    pins: readPins(pin, `${path}.pin`),
    boosts: boost.map(({ by, ...where }, index) => {
      if (Object.keys(where).length === 0)
        throw playbookFault(`${path}.boost.${index}`, "needs a filter beside `by`: what is lifted");
      return { where, factor: by };
    }),
    hides: hide,
  };
  for (const placement of wordsOf(on.placement) ?? []) requireDeclared(`${path}.on.placement`, placement, placements);
  const { placement, category, search } = on;
  if (placement !== undefined) rule.on.placements = wordsOf(placement)!;
  if (category !== undefined) rule.on.categories = wordsOf(category)!;
  if (search !== undefined) rule.on.searches = wordsOf(search)!;
  if (schedule !== undefined) rule.schedule = readSchedule(schedule, `${path}.schedule`);
  return rule;
}

function readPins(entries: NonNullable<RuleEntry["pin"]>, path: string): MerchandisingRule["pins"] {
  const pins = entries.map((entry, index) =>
    typeof entry === "string"
      ? { itemId: entry, position: index + 1 }
      : { itemId: entry.item, position: entry.position },
  );
  const places = new Set<number>();
  for (const { position } of pins) {
    if (places.has(position)) throw playbookFault(path, `pins two items to place ${position}`);
    places.add(position);
  }
  return pins;
}

function wordsOf(words: string | string[] | undefined): string[] | undefined {
  return typeof words === "string" ? [words] : words;
}

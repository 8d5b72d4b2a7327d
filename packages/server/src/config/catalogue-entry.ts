import type { CatalogueEntry, CatalogueRules, MerchandisingRule } from "@attune/model/merchandising";
import type { ItemList } from "@attune/model/tactic";

/** What reads back as these rules. */
export function catalogueEntry({ staleAfterHours, rules }: CatalogueRules): CatalogueEntry {
  return {
    staleAfterHours,
    ...(rules.length === 0 ? {} : { rules: Object.fromEntries(rules.map((rule) => [rule.ruleId, ruleEntry(rule)])) }),
  };
}

function ruleEntry({ name, on, pins, boosts, hides, schedule }: MerchandisingRule) {
  const { placements, categories, searches } = on;
  const where = {
    ...(placements === undefined ? {} : { placement: placements }),
    ...(categories === undefined ? {} : { category: categories }),
    ...(searches === undefined ? {} : { search: searches }),
  };
  return {
    name,
    ...(Object.keys(where).length === 0 ? {} : { on: where }),
    ...(pins.length === 0 ? {} : { pin: pins.map(({ itemId, position }) => ({ item: itemId, position })) }),
    ...(boosts.length === 0 ? {} : { boost: boosts.map(({ where: of, factor }) => ({ ...of, by: factor })) }),
    ...(hides.length === 0 ? {} : { hide: hides }),
    ...(schedule === undefined ? {} : { schedule: scheduleEntry(schedule) }),
  };
}

function scheduleEntry({ startsAt, endsAt }: NonNullable<MerchandisingRule["schedule"]>) {
  return {
    ...(startsAt === undefined ? {} : { from: new Date(startsAt).toISOString() }),
    ...(endsAt === undefined ? {} : { until: new Date(endsAt).toISOString() }),
  };
}

/** What reads back as this list. */
export function itemsEntry({ from, limit, category, where, withoutBoughtDays, seen, explore }: ItemList) {
  return {
    from,
    limit,
    ...(category === undefined ? {} : { category }),
    ...(where === undefined ? {} : { where }),
    ...(withoutBoughtDays === undefined ? {} : { withoutBoughtDays }),
    ...(seen === undefined ? {} : { seen }),
    ...(explore === undefined ? {} : { explore }),
  };
}

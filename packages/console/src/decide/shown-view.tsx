import type { Json, JsonObject } from "@attune/model/json";
import type { PriceTest } from "@attune/model/price-test";
import type { ItemList, TacticVariant } from "@attune/model/tactic";
import { humanize } from "../format/words.ts";
import { Facts } from "../parts/facts.tsx";
import form from "../parts/form.module.css";
import { JsonView } from "../parts/json-view.tsx";
import { listWords } from "./list-words.ts";
import { PriceFacts } from "./price-facts.tsx";

interface ShownViewProps {
  /** Whose content it is. */
  name: string;
  content: Json;
  items: ItemList | null;
  variants: readonly TacticVariant[];
  price: PriceTest | null;
}

/** What a tactic shows, as people read it: its texts, its list, and what each variant says in their place; of a price test the prices. */
export function ShownView({ name, content, items, variants, price }: ShownViewProps) {
  if (price !== null) return <PriceFacts price={price} />;
  return (
    <div className={form.stack}>
      <Shown label={`What ${name} shows`} content={content} items={items} />
      {variants.map(({ variantId, ...own }) => (
        <div key={variantId} className={form.stack}>
          <h3 className={form.sub}>Variant {variantId}</h3>
          {own.content === undefined && own.items === undefined ? (
            <p className={form.note}>As the tactic says.</p>
          ) : (
            <Shown label={`What variant ${variantId} shows`} content={own.content ?? {}} items={own.items ?? null} />
          )}
        </div>
      ))}
    </div>
  );
}

interface ShownProps {
  label: string;
  content: Json;
  items: ItemList | null;
}

function Shown({ label, content, items }: ShownProps) {
  const list = items === null ? [] : [["List", listWords(items)] as const];
  if (!isTexts(content))
    return (
      <>
        {list.length === 0 ? null : <Facts facts={list} />}
        <JsonView value={content} label={label} />
      </>
    );
  const texts = Object.entries(content).map(([field, text]) => [humanize(field), String(text)] as const);
  const facts = [...texts, ...list];
  return facts.length === 0 ? <p className={form.note}>It says nothing.</p> : <Facts facts={facts} />;
}

/** An object of texts and numbers, which need no brackets. */
function isTexts(content: Json): content is JsonObject {
  return (
    typeof content === "object" &&
    content !== null &&
    !Array.isArray(content) &&
    Object.values(content).every((value) => typeof value !== "object" || value === null)
  );
}

import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import { createInterface } from "node:readline";
import { personalizationAllowed } from "@attune/engine/decide/personalization-allowed";
import { sensitiveByIds, sensitiveTrees } from "@attune/engine/decide/sensitive-items";
import { sensitiveAllowed } from "@attune/engine/decide/usable-profile";
import type { Engine } from "@attune/engine/runtime/engine";
import type { Profile } from "@attune/model/profile";
import { needsYes } from "./whom-models-may-know.ts";

/** What may be learned from people, as plain data, so that another process can be told. */
export interface LearningRule {
  /** Only of who said yes to personalization. */
  needsYes: boolean;
  /** Declared categories, and the ids of the catalogue's items in them; nothing of these but of who said yes to them. */
  sensitive: { categories: string[]; itemIds: string[] };
}

/** As the playbook in force has it. Linear in the catalogue where something is sensitive. */
export function learningRule(engine: Pick<Engine, "playbook" | "segments">): LearningRule {
  const sensitive = engine.segments.sensitive();
  return {
    needsYes: needsYes(engine),
    sensitive: {
      categories: sensitive?.treeOf.declared.split("\n") ?? [],
      itemIds: sensitive?.listed() ?? [],
    },
  };
}

/** How the people of the lines are found, and how the work gives way. */
export interface RefusalParts {
  profileOf(personId: string): Profile | undefined | Promise<Profile | undefined>;
  /** Awaited between two lines. */
  pause(): Promise<unknown> | undefined;
}

/** The person of a line of `item-touches`; ids are 22 characters that JSON writes as they are. */
const personPattern = /"personId":"([^"\\]*)"/;

type MayLearn = "nothing" | "nothing sensitive" | "all";

/**
 * Takes the lines of people whom models may not know out of a file of touches, which a model is to be trained from, and of the lines of people who did not say yes
 * to sensitive categories the items of these. Returns how many people were left out whole. One look-up for each person.
 */
export async function leaveOutRefusals(path: string, rule: LearningRule, parts: RefusalParts): Promise<number> {
  const sensitive = sensitiveByIds(sensitiveTrees(rule.sensitive.categories), rule.sensitive.itemIds);
  const people = new Map<string, MayLearn>();
  const kept = `${path}.kept`;
  const out = createWriteStream(kept);

  async function mayLearnFrom(personId: string): Promise<MayLearn> {
    const profile = await parts.profileOf(personId);
    if (!personalizationAllowed(undefined, profile?.consent, rule.needsYes)) return "nothing";
    return sensitive === null || sensitiveAllowed(undefined, profile?.consent) ? "all" : "nothing sensitive";
  }

  /** Null where nothing is left. */
  function withoutSensitive(line: string): string | null {
    const row = JSON.parse(line) as { itemIds: string[] };
    const itemIds = row.itemIds.filter((itemId) => sensitive?.treeOfItem(itemId) === null);
    if (itemIds.length === row.itemIds.length) return line;
    return itemIds.length === 0 ? null : JSON.stringify({ ...row, itemIds });
  }

  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    const personId = personPattern.exec(line)?.[1] ?? "";
    const may = people.get(personId) ?? (await mayLearnFrom(personId));
    people.set(personId, may);
    await parts.pause();
    const left = may === "nothing" ? null : may === "all" ? line : withoutSensitive(line);
    if (left !== null && !out.write(`${left}\n`)) await once(out, "drain");
  }
  out.end();
  await once(out, "close");
  await rename(kept, path);
  return [...people.values()].filter((may) => may === "nothing").length;
}

import { trainContent } from "./content.ts";
import { defineModel, type Model } from "./model.ts";
import { fits } from "./obstacles.ts";
import { needsTellingWords, trainTextContent } from "./text-content.ts";

/** What is known of items, by index; null where nobody said. */
export interface ItemContent {
  attributesOf: ((item: number) => Iterable<string>) | null;
  textOf: ((item: number) => string) | null;
}

/** Words of more of the catalogue than this do not tell items apart. */
const commonestWordShare = 0.2;

/** Recommenders by what items are, for evaluation beside those by what people did. */
export function contentModels({ attributesOf, textOf }: ItemContent): Model[] {
  const models: Model[] = [];
  const history = { decay: 0.8, lastItems: 50, neighborsPerItem: 300 };
  if (attributesOf !== null) {
    models.push(
      defineModel({
        name: "content",
        summary: "Items that share attributes, rare ones weighing more.",
        obstacle: fits,
        defaults: { ...history, commonestShare: 0.5 },
        variations: [{ decay: 1 }, { commonestShare: 0.1 }],
        train: (interactions, parameters) => trainContent(interactions, attributesOf, parameters),
      }),
    );
  }
  if (textOf !== null) {
    models.push(
      defineModel({
        name: "text",
        summary: "Items whose texts are alike (BM25).",
        obstacle: ({ itemIds }) => needsTellingWords(itemIds.length, textOf, commonestWordShare),
        defaults: { ...history, saturation: 1.2, lengthShare: 0.75, commonestShare: commonestWordShare },
        variations: [{ decay: 1 }, { lengthShare: 0 }, { saturation: 2 }],
        train: (interactions, parameters) => trainTextContent(interactions, textOf, parameters),
      }),
    );
  }
  return models;
}

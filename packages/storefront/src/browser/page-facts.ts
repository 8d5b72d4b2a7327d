/** What the server tells the script of this page. */
export interface PageFacts {
  page: string;
  writeKey: string;
  currency: string;
  limitMs: number;
  askFirst: readonly string[];
  placements: readonly string[];
  facts: Record<string, string>;
}

export function readPageFacts(): PageFacts {
  return JSON.parse(document.querySelector<HTMLMetaElement>('meta[name="shop"]')?.content ?? "{}") as PageFacts;
}

import type { KindId } from "@attune/shop/kind";
import { kindIds } from "@attune/shop/kind";
import { kinds } from "@attune/shop/kinds";
import { kindText } from "../demo/kind-text.ts";

/** A playbook to begin with. */
export interface KindTemplate {
  kind: KindId;
  /** The events of its funnel, in their order. */
  funnel: string[];
  /** As an attune.yaml. */
  yaml: string;
}

/** Playbooks to begin with, by kind of business. */
export function kindTemplates(): KindTemplate[] {
  return kindIds.map((kind) => ({ kind, funnel: [...kinds[kind].funnel], yaml: kindText(kind) }));
}

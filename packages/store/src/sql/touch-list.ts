import { touchNames } from "@attune/model/vocabulary";
import { textLiteral } from "./text-literal.ts";

/** The names of the events of these kinds of touches, as a list of literals. */
export function touchList(...kinds: (keyof typeof touchNames)[]): string {
  return kinds.flatMap((kind) => touchNames[kind].map((name) => textLiteral(name))).join(", ");
}

import { type SensitiveTreeOf, sensitiveTrees } from "@attune/engine/decide/sensitive-items";
import type { PlaybookFinding } from "@attune/model/playbook-report";
import type { Playbook } from "@attune/model/tactic";
import { warning } from "./finding.ts";

/**
 * What is to be said of sensitive categories: of those that the catalogue does not have, since a slip of the pen protects nobody; of conditions that name one,
 * since they hold for those alone who said yes to it; and where people cannot be asked.
 *
 * @param known all categories of the catalogue's items.
 */
export function checkSensitive(playbook: Playbook, known: ReadonlySet<string>): PlaybookFinding[] {
  const { sensitiveCategories = [], texts = {} } = playbook.privacy ?? {};
  const treeOf = sensitiveTrees(sensitiveCategories);
  if (treeOf === null) return [];
  const path = "privacy.sensitiveCategories";
  const unknown = sensitiveCategories.flatMap((name, i) => {
    const only = sensitiveTrees([name]);
    return only !== null && [...known].some((category) => only(category) !== null) ? [] : [{ name, i }];
  });
  return [
    ...(known.size === 0 ? [] : unknown).map(({ name, i }) =>
      warning(
        "sensitive-unknown",
        `${path}[${i}]`,
        `No item of the catalogue is in ${name}: nothing is protected by it.`,
      ),
    ),
    ...(texts.sensitive === undefined
      ? [
          warning(
            "sensitive-unasked",
            "privacy.texts.sensitive",
            "Nobody is asked: without a text of its own no yes can be proved, and such items are used for nobody.",
          ),
        ]
      : []),
    ...conditionsOf(playbook).flatMap(([where, condition]) => {
      const named = sensitiveNamesIn(condition, treeOf);
      if (named.length === 0) return [];
      const message = `It names ${named.join(", ")}, which is sensitive: it holds only for people who said yes to that.`;
      return [warning("sensitive-condition", where, message)];
    }),
  ];
}

function conditionsOf({ segments = [], tactics, journeys = [] }: Playbook): Array<[path: string, condition: unknown]> {
  return [
    ...segments.map(({ segmentId, when }): [string, unknown] => [`segments.${segmentId}.when`, when]),
    ...tactics.map(({ tacticId, when }): [string, unknown] => [`tactics.${tacticId}.when`, when]),
    ...journeys.map(({ journeyId, ...journey }): [string, unknown] => [
      `journeys.${journeyId}`,
      [journey.when, journey.stopWhen, journey.steps],
    ]),
  ];
}

/** What stands under `category`, wherever in a condition. */
function sensitiveNamesIn(part: unknown, treeOf: SensitiveTreeOf): string[] {
  if (Array.isArray(part)) return [...new Set(part.flatMap((each) => sensitiveNamesIn(each, treeOf)))];
  if (typeof part !== "object" || part === null) return [];
  const found = Object.entries(part).flatMap(([key, value]) =>
    key === "category"
      ? [value].flat().filter((name) => typeof name === "string" && treeOf(name) !== null)
      : sensitiveNamesIn(value, treeOf),
  );
  return [...new Set(found as string[])];
}

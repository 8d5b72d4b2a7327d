import type { Job } from "@attune/model/job";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import type { Command } from "commander";
import { followJob } from "../../client/follow-job.ts";
import type { Environment } from "../../environment.ts";
import type { SimilarPeople } from "../../jobs/find-similar-people.ts";
import { clientCommand } from "../client-command.ts";
import { segmentPath } from "./segment-path.ts";

const shownFeatures = 5;
const tellsDefinition = 0.99;

export function segmentLookalikeCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "lookalike",
    description:
      "Find who is most like the members of a segment; `lookalike` segments of it follow. A server does it daily by itself.",
    arguments: "<id>",
    example: "segment lookalike champions",
    act: async (connection, _options, [id = ""]) => {
      const job = (await connection.request("POST", `${segmentPath(id)}/lookalike`, {})) as unknown as Job;
      return followJob(connection, job, environment);
    },
    print: (answer) => foundText(answer as unknown as SimilarPeople | Undetermined),
  });
}

function foundText(answer: SimilarPeople | Undetermined): string {
  if (isUndetermined(answer)) return `undetermined: ${answer.undetermined.reason}`;
  const { seedSegmentId, members, withheldMembers = 0, looked, isSample, scored, auc, reach, importance } = answer;
  const tenth = reach.find(({ percent }) => percent === 10);
  return [
    `${scored.toLocaleString("en")} people are scored by how like the ${members.toLocaleString("en")} members of ${seedSegmentId} they are, of ${looked.toLocaleString("en")} looked at${isSample ? " (a random sample)" : ""}`,
    ...(withheldMembers === 0
      ? []
      : [
          `${withheldMembers.toLocaleString("en")} more members are left out: models may not know them, since they did not agree to personalization`,
        ]),
    `members unseen by the model are told from others with AUC ${auc.toFixed(3)} (0.5: by chance)`,
    ...(tenth === undefined ? [] : [`the first 10 % hold ${Math.round(tenth.seedShare * 100)} % of them`]),
    ...(auc > tellsDefinition
      ? ["so well that profiles show the definition itself: the others are ranked by how nearly they meet it"]
      : []),
    `by ${importance
      .slice(0, shownFeatures)
      .map(({ feature, share }) => `${feature} ${Math.round(share * 100)} %`)
      .join(", ")}`,
  ].join("\n");
}

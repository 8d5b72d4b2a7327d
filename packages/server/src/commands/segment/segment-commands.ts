import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { segmentAudienceCommand } from "./audience.ts";
import { segmentAudiencesCommand } from "./audiences.ts";
import { segmentBackfillCommand } from "./backfill.ts";
import { segmentCoverageCommand } from "./coverage.ts";
import { segmentExplainCommand } from "./explain.ts";
import { segmentListCommand } from "./list.ts";
import { segmentLookalikeCommand } from "./lookalike.ts";
import { segmentOverlapCommand } from "./overlap.ts";
import { segmentPreviewCommand } from "./preview.ts";
import { segmentShowCommand } from "./show.ts";
import { segmentSizeCommand } from "./size.ts";
import { segmentTemplatesCommand } from "./templates.ts";

/** The commands of `attune segment`, in the order of its help. */
export function segmentCommands(environment: Environment): Command[] {
  return [
    segmentListCommand(environment),
    segmentShowCommand(environment),
    segmentSizeCommand(environment),
    segmentOverlapCommand(environment),
    segmentCoverageCommand(environment),
    segmentPreviewCommand(environment),
    segmentExplainCommand(environment),
    segmentBackfillCommand(environment),
    segmentLookalikeCommand(environment),
    segmentTemplatesCommand(environment),
    segmentAudienceCommand(environment),
    segmentAudiencesCommand(environment),
  ];
}

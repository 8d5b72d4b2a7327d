import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { privacyCertificatesCommand } from "./certificates.ts";
import { privacyConsentCommand } from "./consent.ts";
import { privacyExportCommand } from "./export.ts";
import { privacyForgetCommand } from "./forget.ts";
import { privacyPseudonymisedCommand } from "./pseudonymised.ts";
import { privacyPurgeCommand } from "./purge.ts";
import { privacyRectifyCommand } from "./rectify.ts";
import { privacyRetentionCommand } from "./retention.ts";
import { privacySharesCommand } from "./shares.ts";
import { privacyWhyCommand } from "./why.ts";

/** The commands of `attune privacy`, in the order of its help. */
export function privacyCommands(environment: Environment): Command[] {
  return [
    privacyConsentCommand(environment),
    privacyWhyCommand(environment),
    privacyExportCommand(environment),
    privacyRectifyCommand(environment),
    privacyForgetCommand(environment, "erase"),
    privacyForgetCommand(environment, "anonymise"),
    privacyCertificatesCommand(environment),
    privacySharesCommand(environment),
    privacyRetentionCommand(environment),
    privacyPseudonymisedCommand(environment),
    privacyPurgeCommand(environment),
  ];
}

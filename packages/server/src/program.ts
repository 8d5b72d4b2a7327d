import { type ErrorCode, errorCatalogue } from "@attune/model/errors";
import { Command, CommanderError } from "commander";
import { alertsCommand } from "./commands/alerts.ts";
import { auditListCommand } from "./commands/audit/list.ts";
import { auditVerifyCommand } from "./commands/audit/verify.ts";
import { backupCommand } from "./commands/backup.ts";
import { capacityCommand } from "./commands/capacity.ts";
import { catalogLoadCommand } from "./commands/catalog/load.ts";
import { collectAuditCommand } from "./commands/collect/audit.ts";
import { collectDuplicatesCommand } from "./commands/collect/duplicates.ts";
import { collectPlanCommand } from "./commands/collect/plan.ts";
import { collectQuarantineCommand } from "./commands/collect/quarantine.ts";
import { decideExperimentCommand } from "./commands/decide/experiment.ts";
import { decideOffersCommand } from "./commands/decide/offers.ts";
import { decideTacticCommand } from "./commands/decide/tactic.ts";
import { deliverDestinationsCommand } from "./commands/deliver/destinations.ts";
import { deliverJourneysCommand } from "./commands/deliver/journeys.ts";
import { deliverMessagesCommand } from "./commands/deliver/messages.ts";
import { deliverResendCommand } from "./commands/deliver/resend.ts";
import { deliverRunsCommand } from "./commands/deliver/runs.ts";
import { deliverTemplatesCommand } from "./commands/deliver/templates.ts";
import { deliverTestSendCommand } from "./commands/deliver/test-send.ts";
import { deliverWaitingCommand } from "./commands/deliver/waiting.ts";
import { demoCommand } from "./commands/demo.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { exportAllCommand } from "./commands/export/all.ts";
import { exportLoadCommand } from "./commands/export/load.ts";
import { forecastAcquisitionCommand, forecastSpendCommand } from "./commands/forecast/acquisition.ts";
import { forecastBacktestCommand } from "./commands/forecast/backtest.ts";
import { forecastCohortCommand } from "./commands/forecast/cohort.ts";
import { forecastEffectCommand } from "./commands/forecast/effect.ts";
import { forecastInitCommand } from "./commands/forecast/init.ts";
import { forecastLifetimeCommand } from "./commands/forecast/lifetime.ts";
import { forecastPrioritiesCommand } from "./commands/forecast/priorities.ts";
import { forecastScenarioCommand } from "./commands/forecast/scenario.ts";
import { forecastScoresCommand } from "./commands/forecast/scores.ts";
import { guideCommand } from "./commands/guide.ts";
import { importCommand } from "./commands/import.ts";
import { keysEndCommand } from "./commands/keys/end.ts";
import { keysListCommand } from "./commands/keys/list.ts";
import { keysMakeCommand } from "./commands/keys/make.ts";
import { keysRotateCommand } from "./commands/keys/rotate.ts";
import { learnAttributionCommand } from "./commands/learn/attribution.ts";
import { learnDriftCommand } from "./commands/learn/drift.ts";
import { learnEvaluateCommand } from "./commands/learn/evaluate.ts";
import { learnFairnessCommand } from "./commands/learn/fairness.ts";
import { learnFallbackCommand } from "./commands/learn/fallback.ts";
import { learnLookalikeCommand } from "./commands/learn/lookalike.ts";
import { learnModelsCommand, learnRollbackCommand } from "./commands/learn/models.ts";
import { learnOffPolicyCommand } from "./commands/learn/off-policy.ts";
import { learnPredictCommand } from "./commands/learn/predict.ts";
import { learnRecommendCommand } from "./commands/learn/recommend.ts";
import { learnRecommendersCommand } from "./commands/learn/recommenders.ts";
import { learnTrainCommand } from "./commands/learn/train.ts";
import { learnUpliftCommand } from "./commands/learn/uplift.ts";
import { lineageCommand } from "./commands/lineage.ts";
import { measureBaselineCommand } from "./commands/measure/baseline.ts";
import { measureEffectCommand } from "./commands/measure/effect.ts";
import { measureExperimentCommand } from "./commands/measure/experiment.ts";
import { measureFunnelCommand } from "./commands/measure/funnel.ts";
import { measureHoldoutCommand } from "./commands/measure/holdout.ts";
import { measureInteractionsCommand } from "./commands/measure/interactions.ts";
import { measureLiftCommand } from "./commands/measure/lift.ts";
import { measurePowerCommand } from "./commands/measure/power.ts";
import { measurePricesCommand } from "./commands/measure/prices.ts";
import { measureTacticCommand } from "./commands/measure/tactic.ts";
import { measureTimingCommand } from "./commands/measure/timing.ts";
import { measureTotalsCommand } from "./commands/measure/totals.ts";
import { migrateCommand } from "./commands/migrate.ts";
import { peopleDisableCommand } from "./commands/people/disable.ts";
import { peopleInviteCommand } from "./commands/people/invite.ts";
import { peopleListCommand } from "./commands/people/list.ts";
import { peopleResetLinkCommand } from "./commands/people/reset-link.ts";
import { peopleRoleCommand } from "./commands/people/role.ts";
import { playbookApplyCommand } from "./commands/playbook/apply.ts";
import { playbookCheckCommand } from "./commands/playbook/check.ts";
import { playbookExportCommand } from "./commands/playbook/export.ts";
import { playbookHistoryCommand } from "./commands/playbook/history.ts";
import { playbookPlanCommand } from "./commands/playbook/plan.ts";
import { playbookPrintCommand } from "./commands/playbook/print.ts";
import { playbookRatesCommand } from "./commands/playbook/rates.ts";
import { playbookRollbackCommand } from "./commands/playbook/rollback.ts";
import { playbookTemplatesCommand } from "./commands/playbook/templates.ts";
import { privacyCertificatesCommand } from "./commands/privacy/certificates.ts";
import { privacyConsentCommand } from "./commands/privacy/consent.ts";
import { privacyExportCommand } from "./commands/privacy/export.ts";
import { privacyForgetCommand } from "./commands/privacy/forget.ts";
import { privacyPseudonymisedCommand } from "./commands/privacy/pseudonymised.ts";
import { privacyPurgeCommand } from "./commands/privacy/purge.ts";
import { privacyRectifyCommand } from "./commands/privacy/rectify.ts";
import { privacyRetentionCommand } from "./commands/privacy/retention.ts";
import { privacySharesCommand } from "./commands/privacy/shares.ts";
import { privacyWhyCommand } from "./commands/privacy/why.ts";
import { profileEraseCommand } from "./commands/profile/erase.ts";
import { profileEventsCommand } from "./commands/profile/events.ts";
import { profileFindCommand } from "./commands/profile/find.ts";
import { profileShowCommand } from "./commands/profile/show.ts";
import { profileUnmergeCommand } from "./commands/profile/unmerge.ts";
import { queryCommand } from "./commands/query.ts";
import { readinessCommand } from "./commands/readiness.ts";
import { replayCommand } from "./commands/replay.ts";
import { restoreCommand } from "./commands/restore.ts";
import { reviewCommand } from "./commands/review.ts";
import { segmentAudienceCommand } from "./commands/segment/audience.ts";
import { segmentAudiencesCommand } from "./commands/segment/audiences.ts";
import { segmentBackfillCommand } from "./commands/segment/backfill.ts";
import { segmentCoverageCommand } from "./commands/segment/coverage.ts";
import { segmentExplainCommand } from "./commands/segment/explain.ts";
import { segmentListCommand } from "./commands/segment/list.ts";
import { segmentLookalikeCommand } from "./commands/segment/lookalike.ts";
import { segmentOverlapCommand } from "./commands/segment/overlap.ts";
import { segmentPreviewCommand } from "./commands/segment/preview.ts";
import { segmentShowCommand } from "./commands/segment/show.ts";
import { segmentSizeCommand } from "./commands/segment/size.ts";
import { segmentTemplatesCommand } from "./commands/segment/templates.ts";
import { serveCommand } from "./commands/serve.ts";
import { UsageError } from "./commands/usage-error.ts";
import type { Environment } from "./environment.ts";
import { release } from "./release.ts";

/** The command line: what an exit code means (0 done, 1 failed, 2 bad usage). */
export function createProgram(environment: Environment): { run: (argv: string[]) => Promise<void> } {
  const program = createCommands(environment);
  return {
    async run(argv) {
      try {
        await program.parseAsync(argv);
      } catch (error) {
        process.exitCode = exitCodeOf(error, environment);
      }
    },
  };
}

/** The list of all commands. */
export function createCommands(environment: Environment): Command {
  const program = new Command("attune")
    .description("Collect events, decide what to show, and measure what it caused.")
    .version(release, "--version", "Say which release this is.")
    .configureOutput({
      writeOut: (text) => void environment.stdout.write(text),
      writeErr: (text) => void environment.stderr.write(text),
    })
    .exitOverride();

  function group(name: string, description: string, commands: Command[]): void {
    const word = program.command(name).description(description).copyInheritedSettings(program);
    for (const command of commands) word.addCommand(command.copyInheritedSettings(program));
  }

  for (const command of [
    demoCommand(environment),
    serveCommand(environment),
    importCommand(environment),
    replayCommand(environment),
    backupCommand(environment),
    restoreCommand(environment),
    migrateCommand(environment),
    doctorCommand(environment),
    capacityCommand(environment),
    queryCommand(environment),
    readinessCommand(environment),
    guideCommand(environment),
    reviewCommand(environment).copyInheritedSettings(program),
    alertsCommand(environment),
    lineageCommand(environment),
  ]) {
    program.addCommand(command.copyInheritedSettings(program));
  }
  group("collect", "What came in", [
    collectQuarantineCommand(environment).copyInheritedSettings(program),
    collectAuditCommand(environment),
    collectDuplicatesCommand(environment),
    collectPlanCommand(environment),
  ]);
  group("people", "Who may sign in to the console", [
    peopleListCommand(environment),
    peopleInviteCommand(environment),
    peopleRoleCommand(environment),
    peopleDisableCommand(environment),
    peopleResetLinkCommand(environment),
  ]);
  group("keys", "What programs come with", [
    keysListCommand(environment),
    keysMakeCommand(environment),
    keysRotateCommand(environment),
    keysEndCommand(environment),
  ]);
  group("audit", "Who changed what", [auditListCommand(environment), auditVerifyCommand(environment)]);
  group("catalog", "What can be shown", [catalogLoadCommand(environment)]);
  group("profile", "People", [
    profileFindCommand(environment),
    profileShowCommand(environment),
    profileEventsCommand(environment),
    profileUnmergeCommand(environment),
    profileEraseCommand(environment),
  ]);
  group("decide", "What is shown", [
    decideExperimentCommand(environment).copyInheritedSettings(program),
    decideTacticCommand(environment).copyInheritedSettings(program),
    decideOffersCommand(environment),
  ]);
  group("deliver", "Journeys and messages", [
    deliverJourneysCommand(environment),
    deliverRunsCommand(environment),
    deliverMessagesCommand(environment),
    deliverWaitingCommand(environment),
    deliverTemplatesCommand(environment),
    deliverTestSendCommand(environment),
    deliverResendCommand(environment),
    deliverDestinationsCommand(environment),
  ]);
  group("segment", "Who is who now", [
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
  ]);
  group("measure", "What it caused", [
    measureTotalsCommand(environment),
    measureTacticCommand(environment),
    measureHoldoutCommand(environment),
    measurePricesCommand(environment),
    measureFunnelCommand(environment),
    measureBaselineCommand(environment),
    measureExperimentCommand(environment),
    measureLiftCommand(environment),
    measurePowerCommand(environment),
    measureEffectCommand(environment),
    measureTimingCommand(environment),
    measureInteractionsCommand(environment),
  ]);
  group("learn", "Models and their evaluation", [
    learnEvaluateCommand(environment),
    learnRecommendCommand(environment),
    learnOffPolicyCommand(environment),
    learnAttributionCommand(environment),
    learnPredictCommand(environment),
    learnLookalikeCommand(environment),
    learnFairnessCommand(environment),
    learnFallbackCommand(environment),
    learnDriftCommand(environment),
    learnUpliftCommand(environment),
    learnTrainCommand(environment),
    learnRecommendersCommand(environment),
    learnModelsCommand(environment),
    learnRollbackCommand(environment),
  ]);
  group("forecast", "What it will be worth", [
    forecastLifetimeCommand(environment),
    forecastCohortCommand(environment),
    forecastBacktestCommand(environment),
    forecastScenarioCommand(environment),
    forecastInitCommand(environment),
    forecastPrioritiesCommand(environment),
    forecastScoresCommand(environment),
    forecastSpendCommand(environment),
    forecastAcquisitionCommand(environment),
    forecastEffectCommand(environment),
  ]);
  group("playbook", "What to show whom, as a document with a history", [
    playbookCheckCommand(environment),
    playbookPlanCommand(environment),
    playbookApplyCommand(environment),
    playbookExportCommand(environment),
    playbookPrintCommand(environment),
    playbookRollbackCommand(environment),
    playbookRatesCommand(environment),
    playbookHistoryCommand(environment),
    playbookTemplatesCommand(environment),
  ]);
  group("privacy", "What people say about their data, and what is done with it", [
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
  ]);
  group("export", "Everything out, and in again", [exportAllCommand(environment), exportLoadCommand(environment)]);
  return program;
}

/** Where the catalogue's remedy speaks to who wrote an HTTP client; nothing where the message says it all. */
const remediesHere: Partial<Record<ErrorCode, string>> = {
  "bad-request": "",
  "not-found": "",
  conflict: "",
  "not-allowed": "",
  overloaded: "Try again in a moment.",
  "analytics-unavailable": "Try again in a moment; `attune doctor` shows the state of analytics.",
  "data-directory-locked": "Another process owns the data directory: stop it, or take another --data-dir.",
};

function exitCodeOf(error: unknown, environment: Environment): number {
  // Commander has already said what it has to say.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  environment.stderr.write(`attune: ${told(error)}\n`);
  return error instanceof UsageError ? 2 : 1;
}

/** The message, and for an error of the catalogue its code and what to do about it. */
function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error as { code?: unknown }).code;
  if (typeof code !== "string" || !(code in errorCatalogue)) return error.message;
  const remedy = remediesHere[code as ErrorCode] ?? errorCatalogue[code as ErrorCode].remedy;
  return remedy === "" ? `${error.message} [${code}]` : `${error.message} [${code}]\n  ${remedy}`;
}

export { createRng } from "@attune/math/rng";
export { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
export type { BeforeAfter, DailySeries } from "./baseline/before-after.ts";
export { beforeAfter } from "./baseline/before-after.ts";
export type { AdaptiveEstimate, AdaptiveLog } from "./experiment/adaptive-inference.ts";
export { adaptiveDifference, adaptiveEstimates } from "./experiment/adaptive-inference.ts";
export type { ArmEstimate } from "./experiment/arm-estimate.ts";
export { meanArm, proportionArm, ratioArm } from "./experiment/arm-estimate.ts";
export type { NormalPrior, Posterior } from "./experiment/bayesian.ts";
export { expectedParts, normalPosterior } from "./experiment/bayesian.ts";
export type { BetaDistribution } from "./experiment/beta-binomial.ts";
export { betaPosterior, expectedLossOfShare, probabilityBeats } from "./experiment/beta-binomial.ts";
export type { BettingInterval } from "./experiment/betting-sequence.ts";
export { bettingSequence } from "./experiment/betting-sequence.ts";
export { clopperPearsonInterval, jeffreysInterval, wilsonInterval } from "./experiment/binomial-interval.ts";
export type { ClusterStatistics } from "./experiment/cluster-arm.ts";
export { clusterArm, designEffect } from "./experiment/cluster-arm.ts";
export type { Comparison } from "./experiment/compare-means.ts";
export { compareMeans, compareRatios } from "./experiment/compare-means.ts";
export { compareProportions } from "./experiment/compare-proportions.ts";
export type { AnytimeResult } from "./experiment/confidence-sequence.ts";
export {
  burnInReached,
  confidenceSequence,
  confidenceSequenceGreater,
  sequentialCriticalValue,
} from "./experiment/confidence-sequence.ts";
export type { AdjustedPair } from "./experiment/cuped.ts";
export { cupedPair, cupedRatioPair } from "./experiment/cuped.ts";
export { deltaLift } from "./experiment/delta-lift.ts";
export type { DilutedEffect } from "./experiment/dilution.ts";
export { dilutedEffect } from "./experiment/dilution.ts";
export { equalSharesTest } from "./experiment/equal-shares.ts";
export type { ExperimentData, ExperimentOptions } from "./experiment/experiment-report.ts";
export { experimentReport } from "./experiment/experiment-report.ts";
export type { DailySums } from "./experiment/experiment-timeline.ts";
export { effectTimeline } from "./experiment/experiment-timeline.ts";
export type { FactorialCells, FactorialEffects } from "./experiment/factorial.ts";
export { factorialEffects } from "./experiment/factorial.ts";
export { fiellerLift } from "./experiment/fieller.ts";
export type { ExactTest } from "./experiment/fisher-exact.ts";
export { fisherExact } from "./experiment/fisher-exact.ts";
export { crossingProbability, futilityBounds, groupSequentialBounds } from "./experiment/group-sequential.ts";
export type { Heterogeneity, SegmentEffect } from "./experiment/heterogeneity.ts";
export { segmentHeterogeneity } from "./experiment/heterogeneity.ts";
export type { LifetimeStatistics } from "./experiment/lifetime-arm.ts";
export { lifetimeArm } from "./experiment/lifetime-arm.ts";
export type { UnitColumns } from "./experiment/lin-regression.ts";
export { linRegressionPair } from "./experiment/lin-regression.ts";
export type { RankTest } from "./experiment/mann-whitney.ts";
export { mannWhitney } from "./experiment/mann-whitney.ts";
export type { ArmSums, MetricInput } from "./experiment/metric-input.ts";
export type { MixtureResult } from "./experiment/mixture-sprt.ts";
export { mixtureSprt } from "./experiment/mixture-sprt.ts";
export { benjaminiHochberg, benjaminiYekutieli, holm, hommel } from "./experiment/multiple-testing.ts";
export type { DailyEffect, EffectTrend } from "./experiment/novelty.ts";
export { effectTrend } from "./experiment/novelty.ts";
export type { OneSidedResult } from "./experiment/one-sided.ts";
export { testGreater } from "./experiment/one-sided.ts";
export type { PairEstimate } from "./experiment/pair-estimate.ts";
export { independentPair } from "./experiment/pair-estimate.ts";
export type { Stratum } from "./experiment/post-stratification.ts";
export { postStratifiedPair } from "./experiment/post-stratification.ts";
export {
  arcsineEffect,
  arcsineSampleSize,
  furtherUnitsFactor,
  furtherUnitsFactorBayesian,
  furtherUnitsFactorSequential,
  meanSampleSize,
  millerSampleSize,
  minimumDetectableEffect,
  proportionSampleSize,
  tTestPower,
  tTestSampleSize,
  zTestPower,
} from "./experiment/power.ts";
export type { PowerPlan, PowerQuestion } from "./experiment/power-plan.ts";
export { powerPlan } from "./experiment/power-plan.ts";
export { agrestiCaffoInterval, newcombeInterval, scoreDifferenceInterval } from "./experiment/proportion-difference.ts";
export { scoreRatioLift } from "./experiment/proportion-ratio.ts";
export type { QuantileStatistics } from "./experiment/quantile-arm.ts";
export { quantileArm, quantileStatistics } from "./experiment/quantile-arm.ts";
export { regressionAdjustedPair } from "./experiment/regression-adjustment.ts";
export type { AnytimeEvidence, Block } from "./experiment/safe-proportion-test.ts";
export { safeProportionTest } from "./experiment/safe-proportion-test.ts";
export { sampleRatioTest, sequentialSampleRatioTest } from "./experiment/sample-ratio.ts";
export type { HoldoutCalibration, LiftEstimate } from "./experiment/shipped-versus-holdout.ts";
export { calibrateByHoldout, shrinkLifts } from "./experiment/shipped-versus-holdout.ts";
export type { Spending } from "./experiment/spending.ts";
export { obrienFlemingSpending, pocockSpending, powerSpending } from "./experiment/spending.ts";
export type { StageContribution, StageDecomposition } from "./experiment/stage-decomposition.ts";
export { decomposeByStage } from "./experiment/stage-decomposition.ts";
export type {
  CovariateStatistics,
  MeanStatistics,
  ProportionStatistics,
  RatioCovariateStatistics,
  RatioStatistics,
  RegressionStatistics,
} from "./experiment/sufficient-statistics.ts";
export { chiSquareTest, pooledZTest, yatesChiSquareTest } from "./experiment/two-proportion.ts";
export type { DeviceOrders, UnlinkedBias } from "./experiment/unlinked-devices.ts";
export { unlinkedBias } from "./experiment/unlinked-devices.ts";
export type { TestedEffect } from "./experiment/welch.ts";
export { welch } from "./experiment/welch.ts";
export { builtInEntries, metricsOfType, metricsWith } from "./metric/built-in-metrics.ts";
export { metricSpecOf } from "./metric/metric-spec-of.ts";
export type { MetricSums } from "./metric/metric-sums.ts";
export { armSumsOf, kindOfMetric, shapesOfMetric } from "./metric/metric-sums.ts";
export { readMetric } from "./metric/read-metric.ts";
export { dynamicAggregate, groupAggregate, simpleAggregate } from "./observational/aggregate-group-time.ts";
export { doublyRobustDid } from "./observational/doubly-robust-did.ts";
export { effectStudyHtml } from "./observational/effect-study-html.ts";
export { groupTimeEffects } from "./observational/group-time-effects.ts";
export type { InterruptedResult, InterruptedSeries } from "./observational/interrupted-series.ts";
export { interruptedSeries } from "./observational/interrupted-series.ts";
export { matchRows } from "./observational/matching.ts";
export type { EffectStudyRequest } from "./observational/run-effect-study.ts";
export { runEffectStudy } from "./observational/run-effect-study.ts";
export { blockDid, syntheticControl, syntheticDid } from "./observational/synthetic-control.ts";
export { twoByTwo } from "./observational/two-by-two.ts";
export { twoStageLeastSquares } from "./observational/two-stage-least-squares.ts";
export { twoWayFixedEffects } from "./observational/two-way-fixed-effects.ts";
export {
  augmentedEstimate,
  fitPropensity,
  regressionEstimate,
  weightingEstimates,
} from "./observational/weighting-estimates.ts";
export { refuteDid } from "./refute/refute-did.ts";
export { refuteTreatment } from "./refute/refute-treatment.ts";
export { experimentHtml } from "./report/experiment-html.ts";
export type { MoneyAssumptions } from "./report/money-section.ts";
export { eValue } from "./sensitivity/e-value.ts";
export { osterDelta } from "./sensitivity/oster-delta.ts";
export { robustnessValue } from "./sensitivity/robustness-value.ts";
export { rosenbaumGamma, rosenbaumP } from "./sensitivity/rosenbaum-bounds.ts";
export type { CsvExperiment } from "./table/experiment-from-csv.ts";
export { createCsvExperimentReader } from "./table/experiment-from-csv.ts";
export type { MetricSpec } from "./table/metric-spec.ts";
export { parseMetricSpec } from "./table/metric-spec.ts";

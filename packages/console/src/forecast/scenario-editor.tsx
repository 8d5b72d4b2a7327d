import { compileScenario } from "@attune/forecast/scenario/compile-scenario";
import { quantityName } from "@attune/forecast/scenario/quantity-name";
import { runScenario } from "@attune/forecast/scenario/run-scenario";
import type { ScenarioFile } from "@attune/model/scenario-file";
import type { ScenarioAssumption, ScenarioReport, ScenarioResult } from "@attune/model/scenario-report";
import { isUndetermined } from "@attune/model/undetermined";
import { Button, NativeSelect } from "@mantine/core";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { useSettled } from "../api/use-settled.ts";
import { putInAddress, useQueryState, useRoute } from "../app/use-route.ts";
import { formatMoney } from "../format/money.ts";
import { formatPercent } from "../format/number.ts";
import form from "../parts/form.module.css";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { Stat, Stats } from "../parts/stat.tsx";
import { moveQuantity, standsIn } from "./move-quantity.ts";
import { funnelsOf, quantityFormat } from "./quantity-words.ts";
import { ScenarioCharts } from "./scenario-charts.tsx";
import { Assumptions, Stresses } from "./scenario-tables.tsx";
import { TakeAlong } from "./scenario-take-along.tsx";
import { Slider } from "./slider.tsx";

/** Enough for ranges that hold still, few enough to follow a hand; the full report takes more. */
const draws = 1_000;
const mostSliders = 8;

type Worked = { report: ScenarioReport } | { refusal: string };

/** All scenarios of a file, or one of them alone: what is not looked at takes no time while a slider moves. */
function workOut(file: ScenarioFile, only: string | null = null): Worked {
  try {
    const program = compileScenario(file);
    const plans = program.plans.filter(({ id }) => only === null || id === only);
    return { report: runScenario({ ...program, plans }, { draws, seed: 1, sobolPoints: 0 }) };
  } catch (error) {
    return { refusal: error instanceof Error ? error.message : "This cannot be worked out." };
  }
}

/** A scenario with a slider for each number that it hangs on most; everything is worked out again as they move. */
export function ScenarioEditor({ file }: { file: ScenarioFile }) {
  const { query } = useRoute();
  const [moves, setMoves] = useState(() => movesIn(query.get("moved")));
  const [planId, setPlanId] = useQueryState("scenario", "");
  const kept = useSettled(moves);
  useEffect(() => putInAddress({ moved: Object.keys(kept).length === 0 ? "" : JSON.stringify(kept) }), [kept]);
  const began = useMemo(() => workOut(file), [file]);
  const moved = useMemo(() => movedFile(file, began, moves), [file, began, moves]);
  // The sliders follow the hand; the figures follow as fast as they can be worked out.
  const settled = useDeferredValue(moved);
  const firstId = "report" in began ? (began.report.scenarios[0]?.id ?? null) : null;
  const shownId = planId || firstId;
  const worked = useMemo(() => workOut(settled, shownId), [settled, shownId]);
  if ("refusal" in began || "refusal" in worked) {
    const refusal = "refusal" in worked ? worked.refusal : "refusal" in began ? began.refusal : "";
    return (
      <Panel title="This cannot be worked out">
        <p role="alert">{refusal}</p>
      </Panel>
    );
  }
  const { scenarios } = began.report;
  const result = worked.report.scenarios[0];
  const atFirst = began.report.scenarios.find(({ id }) => id === result?.id) ?? began.report.scenarios[0];
  if (result === undefined || atFirst === undefined) return null;
  const movable = atFirst.tornado.filter(({ path }) => standsIn(file, path)).slice(0, mostSliders);
  const money = (amount: number) => formatMoney(amount, worked.report.currency, { beside: 10_000 });
  return (
    <>
      <div className={form.columns}>
        <Panel
          title={worked.report.name}
          aside={scenarios.length > 1 ? undefined : `${worked.report.horizonMonths} months`}
        >
          <div className={form.stack}>
            {scenarios.length > 1 ? (
              <NativeSelect
                label="Scenario"
                value={result.id}
                onChange={(event) => setPlanId(event.currentTarget.value)}
                data={scenarios.map(({ id, name }) => ({ value: id, label: name }))}
              />
            ) : null}
            <Headline result={result} before={atFirst} money={money} />
            {result.narrative.slice(0, 3).map((sentence) => (
              <p key={sentence} className={form.note}>
                {sentence}
              </p>
            ))}
          </div>
        </Panel>
        <Panel
          title="What it hangs on most"
          aside={
            Object.keys(moves).length === 0 ? undefined : (
              <Button variant="subtle" size="compact-sm" onClick={() => setMoves({})}>
                Back to the file
              </Button>
            )
          }
        >
          <div className={form.stack}>
            {movable.map(({ path }) => {
              const assumption = began.report.assumptions.find((one) => one.path === path);
              return assumption === undefined ? null : (
                <AssumptionSlider
                  key={path}
                  name={quantityName(path, funnelsOf(result))}
                  assumption={assumption}
                  value={moves[path] ?? assumption.center}
                  onChange={(to) => setMoves({ ...moves, [path]: to })}
                />
              );
            })}
          </div>
        </Panel>
      </div>
      <ScenarioCharts result={result} money={money} />
      <Stresses result={result} money={money} />
      <Assumptions report={worked.report} funnels={funnelsOf(result)} />
      <TakeAlong file={moved} />
    </>
  );
}

/** Sliders as the address has them; none where it holds something else. */
function movesIn(said: string | null): Readonly<Record<string, number>> {
  try {
    const read: unknown = JSON.parse(said ?? "{}");
    return Object.fromEntries(Object.entries(read ?? {}).filter(([, to]) => Number.isFinite(to)));
  } catch {
    return {};
  }
}

function movedFile(file: ScenarioFile, began: Worked, moves: Readonly<Record<string, number>>): ScenarioFile {
  if ("refusal" in began) return file;
  return Object.entries(moves).reduce((so, [path, to]) => {
    const assumption = began.report.assumptions.find((one) => one.path === path);
    return assumption === undefined ? so : moveQuantity(so, assumption, to);
  }, file);
}

/** Twice as far to both sides as the number is unsure, and within what it can be. */
function AssumptionSlider({
  name,
  assumption,
  value,
  onChange,
}: {
  name: string;
  assumption: ScenarioAssumption;
  value: number;
  onChange: (to: number) => void;
}) {
  const { center, low, high } = assumption;
  const isShare = low >= 0 && high <= 1;
  const from = low >= 0 ? Math.max(center / 20, center - 2 * (center - low)) : center - 2 * (center - low);
  const to = isShare ? Math.min(0.98, center + 2 * (high - center)) : center + 2 * (high - center);
  return (
    <Slider
      label={name}
      value={value}
      from={from}
      to={to}
      step={(to - from) / 100}
      format={quantityFormat(assumption)}
      onChange={onChange}
    />
  );
}

interface HeadlineProps {
  result: ScenarioResult;
  before: ScenarioResult;
  money: (amount: number) => string;
}

function Headline({ result, before, money }: HeadlineProps) {
  const { npv, probabilityOfLoss, paybackMonths, breakEvenLift } = result.money;
  const difference = npv.p50 - before.money.npv.p50;
  return (
    <>
      <div aria-live="polite">
        <p className={form.big}>{money(npv.p50)}</p>
        <p className={form.note}>
          Net present value against doing nothing: the middle of {draws.toLocaleString("en-GB")} draws; 8 in 10 lie
          between {money(npv.p10)} and {money(npv.p90)}.
          {Math.abs(difference) < 1
            ? ""
            : ` That is ${money(Math.abs(difference))} ${difference > 0 ? "more" : "less"} than the file says.`}
        </p>
      </div>
      <Stats>
        <Stat
          label="Chance of loss"
          value={formatPercent(probabilityOfLoss)}
          note={
            <Pill tone={probabilityOfLoss > 0.5 ? "bad" : probabilityOfLoss > 0.2 ? "warn" : "good"}>
              {probabilityOfLoss > 0.5 ? "More likely than not" : probabilityOfLoss > 0.2 ? "Real" : "Small"}
            </Pill>
          }
        />
        <Stat
          label="Paid back after"
          value={isUndetermined(paybackMonths) ? "not within the horizon" : `${paybackMonths.toFixed(1)} months`}
        />
        <Stat
          label="Breaks even at a lift of"
          value={isUndetermined(breakEvenLift) ? "none" : formatPercent(breakEvenLift.conversionLift)}
          note="of conversion, central case"
        />
      </Stats>
    </>
  );
}

import { isUndetermined } from "@attune/model/undetermined";
import type { AttributionReport, ChosenDifference, OutcomeAttribution } from "../api/attributions.ts";
import { IntervalAxis, IntervalChart } from "../charts/interval-chart.tsx";
import { domainOf } from "../charts/interval-scale.ts";
import { intervalColumns } from "../format/interval-columns.ts";
import { formatCount, formatPercent } from "../format/number.ts";
import { humanize, plural } from "../format/words.ts";
import { verdictOf } from "../measure/metric-words.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Facts } from "../parts/facts.tsx";
import form from "../parts/form.module.css";
import { NotKnown } from "../parts/not-known.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";

/** What each signal adds to each outcome, with its interval, and the experiments that would prove it. */
export function AttributionView({ report: { data, outcomes, arms } }: { report: AttributionReport }) {
  if (isUndetermined(outcomes))
    return (
      <Panel title="What each signal adds">
        <NotKnown value={outcomes} />
      </Panel>
    );
  return (
    <>
      {outcomes.map((outcome) => (
        <Outcome key={outcome.outcome} outcome={outcome} share={data.share} />
      ))}
      <Panel title="Prove it" aside="An estimate from a log is a forecast">
        <div className={form.stack}>
          <p className={form.note}>
            From {formatCount(data.rows)} {plural(data.rows, "line")} of {formatCount(data.people)}{" "}
            {plural(data.people, "person", "people")}. What was logged was chosen by all signals together; only an
            experiment tells what happens without one. Each of these sets one up: its variant carries the word{" "}
            <code>without</code>, which the page that chooses reads.
          </p>
          <DataTable
            caption="Arms that prove what a signal adds"
            rows={arms.filter(({ without }) => without !== null)}
            rowKey={({ id }) => id}
            columns={[
              { title: "Arm", show: ({ id }) => id, csv: ({ id }) => id },
              {
                title: "Chooses by",
                show: ({ signals }) => signals.join(", "),
                csv: ({ signals }) => signals.join(" "),
              },
              {
                title: "Experiment",
                show: ({ without }) => (
                  <a href={`#/experiment-builder?without=${encodeURIComponent(without ?? "")}`}>
                    Set up without {without}
                  </a>
                ),
              },
            ]}
          />
        </div>
      </Panel>
    </>
  );
}

const number = (value: number): string => Number(value.toPrecision(3)).toString().replace("-", "−");
const signed = (value: number): string => `${value > 0 ? "+" : ""}${number(value)}`;
type SignalAttribution = OutcomeAttribution["signals"][number];

const endsOf = ({ interval: { lower, upper } }: ChosenDifference): readonly [number, number] => [lower, upper];
const said = (difference: ChosenDifference): string =>
  `${signed(difference.estimate)} (${endsOf(difference).map(signed).join(" to ")})`;

function Outcome({
  outcome: { outcome, byChance, byAllSignals, signals },
  share,
}: {
  outcome: OutcomeAttribution;
  share: number;
}) {
  const domain = domainOf(
    signals.map(({ leaveOneOut }) => ({ estimate: leaveOneOut.estimate, interval: endsOf(leaveOneOut) })),
  );
  return (
    <Panel title={`What each signal adds to ${outcome}`} aside="Per chosen line, 95% intervals">
      <div className={form.stack}>
        <Facts
          facts={[
            ["Chosen by chance", number(byChance)],
            [`The best ${formatPercent(share)} by all signals`, number(byAllSignals)],
          ]}
        />
        <DataTable
          caption={`What each signal adds to ${outcome}`}
          rows={signals}
          rowKey={({ signal }) => signal}
          columns={[
            { title: "Signal", show: ({ signal }) => humanize(signal), csv: ({ signal }) => signal },
            {
              title: "Lost without it",
              show: ({ leaveOneOut }) => said(leaveOneOut),
              csv: ({ leaveOneOut }) => leaveOneOut.estimate,
              csvAlso: intervalColumns("Lost without it", ({ leaveOneOut }: SignalAttribution) => endsOf(leaveOneOut)),
            },
            {
              title: "Drawn",
              below: <IntervalAxis domain={domain} format={signed} />,
              show: ({ signal, leaveOneOut }) => (
                <IntervalChart
                  estimate={leaveOneOut.estimate}
                  interval={endsOf(leaveOneOut)}
                  domain={domain}
                  label={`${outcome} lost without ${signal}: ${said(leaveOneOut)}`}
                />
              ),
            },
            {
              title: "Drawn from it now",
              show: ({ permutation }) => said(permutation),
              csv: ({ permutation }) => permutation.estimate,
              csvAlso: intervalColumns("Drawn from it now", ({ permutation }: SignalAttribution) =>
                endsOf(permutation),
              ),
            },
            {
              title: "So",
              show: ({ leaveOneOut, permutation }) => <Conclusion without={leaveOneOut} shuffled={permutation} />,
            },
          ]}
        />
        <p className={form.note}>
          Lost without it: what choosing by the other signals alone would lose. Drawn from it now: what is lost if its
          values are shuffled. Where two signals say the same, either can go at no loss while both are used.
        </p>
      </div>
    </Panel>
  );
}

function Conclusion({ without, shuffled }: { without: ChosenDifference; shuffled: ChosenDifference }) {
  const { tone } = verdictOf(endsOf(without));
  if (tone === "good") return <Pill tone="good">It adds</Pill>;
  if (tone === "bad") return <Pill tone="bad">It harms</Pill>;
  return verdictOf(endsOf(shuffled)).tone === "good" ? (
    <Pill tone="plain">Used, yet not missed for sure</Pill>
  ) : (
    <Pill tone="plain">Not told from none</Pill>
  );
}

import { useGet } from "../api/get.ts";
import { useRecommenders } from "../api/learn.ts";
import { useHoldoutReport, useTactics, useTotals } from "../api/measure.ts";
import { useDoctor } from "../api/system.ts";
import { holdOffAdvice, type ReadinessStep, readinessSteps } from "../guide/readiness.ts";
import { Answer } from "../parts/answer.tsx";
import form from "../parts/form.module.css";
import { JsonView } from "../parts/json-view.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import style from "./guide.module.css";

export default function Guide() {
  const totals = useTotals();
  const doctor = useDoctor();
  const recommenders = useRecommenders();
  const tactics = useTactics();
  const holdout = useHoldoutReport();
  const asked = [totals, doctor, recommenders, tactics, holdout];
  const all = {
    data:
      totals.data && doctor.data && recommenders.data && tactics.data && holdout.data
        ? {
            totals: totals.data,
            doctor: doctor.data,
            catalogueItems: recommenders.data.catalogue.items,
            tactics: tactics.data,
            holdout: holdout.data,
          }
        : undefined,
    error: asked.find(({ error }) => error !== null)?.error ?? null,
    refetch: () => Promise.all(asked.map(({ refetch }) => refetch())),
  };
  return (
    <Page
      title="Guide"
      lead="How far you are from a first effect that can be believed. Every answer is read off your data."
    >
      <Panel title="The way there">
        <Answer query={all} lines={8}>
          {(evidence) => {
            const advice = holdOffAdvice(evidence);
            return (
              <div className={form.stack}>
                {advice === null ? null : (
                  <p>
                    <Pill tone="warn">Hold off</Pill> {advice}
                  </p>
                )}
                <Steps steps={readinessSteps(evidence)} />
              </div>
            );
          }}
        </Answer>
      </Panel>
      <Snippet />
    </Page>
  );
}

function Steps({ steps }: { steps: readonly ReadinessStep[] }) {
  const next = steps.find(({ isDone }) => !isDone);
  return (
    <ol className={style.steps}>
      {steps.map((step) => (
        <li key={step.title} className={style.step}>
          <Pill tone={step.isDone ? "good" : step === next ? "warn" : "plain"}>
            {step.isDone ? "Done" : step === next ? "Next" : "Open"}
          </Pill>
          <div>
            <a href={step.route}>{step.title}</a> <span className={style.soft}>{step.evidence}</span>
            {step.isDone ? null : <p className={style.soft}>{step.next}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}

/** The first lines on one's own site, and the sight of their first event. */
function Snippet() {
  const events = useGet<{ head: number; events: Array<{ offset: number; name: string }> }>(
    "/v1/collect/events?limit=1",
    2_000,
  );
  const address = new URL(".", location.href.replace(/#.*$/, "")).href.replace(/\/$/, "");
  const code = `import { AnalyticsBrowser } from "@segment/analytics-next";

const analytics = AnalyticsBrowser.load({
  writeKey: "wk_…", // printed when the server starts
  cdnURL: "${address}",
});
analytics.page();
analytics.track("Product Viewed", { product_id: "lamp-1", price: 49, currency: "EUR" });`;
  const last = events.data?.events.at(-1);
  return (
    <Panel title="Your own site, in a minute" aside={<a href="#/events">Live events</a>}>
      <div className={form.stack}>
        <JsonView value={code} label="The snippet for your pages" />
        <p role="status">
          {last === undefined ? (
            <>
              <Pill>Waiting</Pill> for the first event. It shows here the moment it arrives.
            </>
          ) : (
            <>
              <Pill tone="good">Arriving</Pill> The newest event is {last.name}.
            </>
          )}
        </p>
      </div>
    </Panel>
  );
}

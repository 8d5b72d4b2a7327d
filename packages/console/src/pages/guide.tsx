import type { Guide, GuideTask, Readiness, ReadinessAnswer } from "@attune/model/readiness";
import { useGet } from "../api/get.ts";
import { formatPercent } from "../format/number.ts";
import { evidenceRoute } from "../guide/evidence-route.ts";
import { Answer } from "../parts/answer.tsx";
import form from "../parts/form.module.css";
import { LinkButton } from "../parts/link-button.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill, type Tone } from "../parts/pill.tsx";
import { Words } from "../parts/words.tsx";
import style from "./guide.module.css";

const refreshMs = 60_000;

export default function GuidePage() {
  const guide = useGet<Guide>("/v1/guide", refreshMs);
  const readiness = useGet<Readiness>("/v1/readiness", refreshMs);
  return (
    <Page
      title="Guide"
      lead="How far you are from a first effect that can be believed. Every answer is read off your data."
      actions={<LinkButton href="#/start">Begin with your own site</LinkButton>}
    >
      <Answer query={readiness} lines={12}>
        {(found) => (
          <>
            <Panel title="When to hold off">
              <HoldOff holdOff={found.holdOff} />
            </Panel>
            <Panel title="Nine questions" aside="Answered from evidence">
              <Questions readiness={found} />
            </Panel>
          </>
        )}
      </Answer>
      {/* From above to below: what comes late does not push away what is read already. */}
      {readiness.isPending ? null : (
        <Answer query={guide} lines={8}>
          {(found) => <Plan guide={found} />}
        </Answer>
      )}
    </Page>
  );
}

function HoldOff({ holdOff: { reasons, override, askYourself } }: Pick<Readiness, "holdOff">) {
  return (
    <div className={form.stack}>
      {reasons.length === 0 ? (
        <p>
          <Pill tone="good">Nothing speaks against it</Pill> Models may choose.
        </p>
      ) : (
        <ul className={form.list}>
          {reasons.map((reason) => (
            <li key={reason}>
              <Pill tone="warn">Hold off</Pill> <Words>{reason}</Words>
            </li>
          ))}
        </ul>
      )}
      {override === null ? null : <p className={form.note}>Accepted in the playbook all the same: “{override}”.</p>}
      <ul className={form.list} aria-label="What only you can know">
        {askYourself.map((question) => (
          <li key={question} className={form.note}>
            <Pill>Ask yourself</Pill> {question}
          </li>
        ))}
      </ul>
    </div>
  );
}

const answerWords: Record<ReadinessAnswer["answer"], { tone: Tone; words: string }> = {
  yes: { tone: "good", words: "Yes" },
  partly: { tone: "warn", words: "Partly" },
  no: { tone: "bad", words: "No" },
  unknown: { tone: "plain", words: "Not known" },
};

function Questions({ readiness: { answers, gaps } }: { readiness: Readiness }) {
  return (
    <ol className={style.steps}>
      {answers.map(({ question, asked, answer, evidence, link }) => {
        const gap = gaps.find((one) => one.question === question);
        return (
          <li key={question} className={style.step}>
            <Pill tone={answerWords[answer].tone}>{answerWords[answer].words}</Pill>
            <div>
              <a href={evidenceRoute(link)}>{asked}</a>{" "}
              <span className={style.soft}>
                <Words>{evidence.join("; ")}</Words>
              </span>
              {gap === undefined ? null : (
                <p className={style.soft}>
                  <Words>{gap.action}</Words> Held back meanwhile, by judgement: {formatPercent(gap.expectedEffect)} of
                  what could be earned.
                </p>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function Plan({ guide: { day, weeks, next } }: { guide: Guide }) {
  return (
    <Panel
      title="The first thirty days"
      aside={
        day === null ? "They begin with the first event" : `Day ${day.toLocaleString("en-GB")} since the first event`
      }
    >
      <div className={form.stack}>
        {weeks.map(({ week, title, done, tasks }) => (
          <section key={week} aria-label={`Week ${week}`} className={style.week}>
            <h3 className={form.sub}>
              Week {week}: {title} {done ? <Pill tone="good">Done</Pill> : null}
            </h3>
            <ol className={style.steps}>
              {tasks.map((task) => (
                <Task key={task.task} task={task} isNext={task.task === next?.task} />
              ))}
            </ol>
          </section>
        ))}
      </div>
    </Panel>
  );
}

function Task({ task: { task, done, evidence, next }, isNext }: { task: GuideTask; isNext: boolean }) {
  return (
    <li className={style.step}>
      <Pill tone={done ? "good" : isNext ? "warn" : "plain"}>{done ? "Done" : isNext ? "Next" : "Open"}</Pill>
      <div>
        {task} <span className={style.soft}>({evidence})</span>
        {done ? null : (
          <p className={style.soft}>
            <Words>{next}</Words>
          </p>
        )}
      </div>
    </li>
  );
}

import { type Doctor, type Finding, type Readiness, useDoctor, useReadiness } from "../api/system.ts";
import { formatBytes, formatCount, formatPercent } from "../format/number.ts";
import { formatDuration } from "../format/time.ts";
import { humanize, plural } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { Facts } from "../parts/facts.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { Stat, Stats } from "../parts/stat.tsx";
import { Words } from "../parts/words.tsx";
import style from "./health.module.css";

export default function Health() {
  const readiness = useReadiness();
  const doctor = useDoctor();
  return (
    <Page
      title="Health"
      lead="Whether this instance can take traffic, and what to mend. It looks again every five seconds."
    >
      <Panel title="Ready for traffic">
        <Answer query={readiness}>{(answer) => <ReadinessView readiness={answer} />}</Answer>
      </Panel>
      <Panel title="What the doctor finds">
        <Answer query={doctor}>{({ findings }) => <Findings findings={findings} />}</Answer>
      </Panel>
      <Panel title="In figures">
        <Answer query={doctor}>{(examination) => <Figures doctor={examination} />}</Answer>
      </Panel>
      <Panel title="Versions">
        <Answer query={doctor}>{({ versions }) => <Facts facts={Object.entries(versions)} />}</Answer>
      </Panel>
    </Page>
  );
}

function ReadinessView({ readiness }: { readiness: Readiness }) {
  return (
    <>
      <p className={style.verdict}>
        <Pill tone={readiness.ready ? "good" : "bad"}>{readiness.ready ? "Ready" : "Not ready"}</Pill>
        {readiness.ready
          ? "Events are collected and decisions made."
          : "Send no traffic here until the checks below pass."}
      </p>
      <ul className={style.list}>
        {readiness.checks.map((check) => (
          <li key={check.name}>
            <Pill tone={check.ok ? "good" : "bad"}>{check.ok ? "OK" : "Failed"}</Pill>
            <span>
              <strong>{humanize(check.name)}</strong>{" "}
              <span className={style.soft}>
                <Words>{check.detail}</Words>
              </span>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

const severities = {
  ok: { tone: "good", word: "OK" },
  warn: { tone: "warn", word: "Warning" },
  error: { tone: "bad", word: "Error" },
} as const;

function Findings({ findings }: { findings: Finding[] }) {
  return (
    <ul className={style.list}>
      {findings.map((finding) => (
        <li key={finding.message}>
          <Pill tone={severities[finding.severity].tone}>{severities[finding.severity].word}</Pill>
          <span>
            <Words>{finding.message}</Words>{" "}
            {finding.remedy ? (
              <span className={style.soft}>
                <Words>{finding.remedy}</Words>
              </span>
            ) : null}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Figures({ doctor }: { doctor: Doctor }) {
  const { dataDirectory, projector, stores } = doctor;
  const held = Object.values(stores.quarantined).reduce((sum, count) => sum + count, 0);
  const used = dataDirectory.limitBytes > 0 ? dataDirectory.usedBytes / dataDirectory.limitBytes : 0;
  return (
    <Stats>
      <Stat
        label="Log"
        value={formatCount(projector.head)}
        note={`${plural(projector.head, "entry", "entries")} accepted`}
      />
      <Stat
        label="Analytics behind by"
        value={formatCount(projector.lag)}
        note={projector.trouble ?? (projector.lag === 0 ? "caught up" : "catching up")}
      />
      <Stat label="Profiles" value={formatCount(stores.profiles)} />
      <Stat label="In quarantine" value={formatCount(held)} note={<a href="#/quarantine">Look at them</a>} />
      <Stat
        label="Store"
        value={formatBytes(dataDirectory.usedBytes)}
        note={`${formatPercent(used)} of ${formatBytes(dataDirectory.limitBytes)}`}
      />
      {dataDirectory.freeDiskBytes === null ? null : (
        <Stat label="Free disk" value={formatBytes(dataDirectory.freeDiskBytes)} />
      )}
      <Stat label="Up for" value={formatDuration(doctor.uptimeSeconds)} />
    </Stats>
  );
}

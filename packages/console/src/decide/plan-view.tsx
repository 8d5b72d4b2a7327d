import { changedValueWords } from "@attune/model/change-words";
import type { PlaybookChange, PlaybookFinding, PlaybookPlan } from "@attune/model/playbook-report";
import { formatCount } from "../format/number.ts";
import { humanize, plural } from "../format/words.ts";
import { DataTable } from "../parts/data-table.tsx";
import form from "../parts/form.module.css";
import { Pill } from "../parts/pill.tsx";
import style from "./plan-view.module.css";
import { ReachTable } from "./reach-table.tsx";

/** What a change of the playbook would do: which fields, for how many people, and what a team should mend or know first. */
export function PlanView({ plan }: { plan: PlaybookPlan }) {
  const { people, changes, check } = plan;
  const isAbout = ({ severity, path }: PlaybookFinding) =>
    severity === "error" ||
    changes.some(({ section, id }) => path.startsWith(id === "" ? section : `${section}.${id}`));
  const others = check.findings.filter((finding) => !isAbout(finding));
  return (
    <div className={form.stack}>
      <Findings findings={check.findings.filter(isAbout)} />
      {changes.length === 0 ? (
        <p>Nothing changes: this is what runs.</p>
      ) : (
        <>
          <p>
            <strong>
              {formatCount(people.touched)} of {formatCount(people.profiles)}{" "}
              {plural(people.profiles, "person", "people")}
            </strong>{" "}
            would see something else
            {people.interval === null
              ? ""
              : ` (95% interval ${formatCount(people.interval[0])} to ${formatCount(people.interval[1])}, from a sample of ${formatCount(people.sampled)})`}
            , compared with {plan.from === 0 ? "what runs now" : `revision ${plan.from}`}.
          </p>
          <ul className={style.changes} aria-label="What changes">
            {changes.map((change) => (
              <ChangeRow key={`${change.section} ${change.id}`} change={change} />
            ))}
          </ul>
          <ComingFirst tactics={people.tactics} />
          {plan.reach === null ? null : <ReachTable reach={plan.reach} />}
        </>
      )}
      {others.length === 0 ? null : (
        <details>
          <summary className={form.summary}>
            {formatCount(others.length)} {plural(others.length, "thing")} to know of the rest of the playbook
          </summary>
          <Findings findings={others} />
        </details>
      )}
    </div>
  );
}

/** For how many each tactic comes first; those for which that stays as it is are counted only. */
function ComingFirst({ tactics }: Pick<PlaybookPlan["people"], "tactics">) {
  const moved = tactics.filter(({ before, after }) => before !== after);
  const still = tactics.length - moved.length;
  if (tactics.length === 0) return null;
  if (moved.length === 0) return <p>Each tactic comes first for as many people as before.</p>;
  return (
    <>
      <h3 className={form.sub}>For how many people each tactic comes first</h3>
      <DataTable
        caption="For how many each tactic comes first"
        rows={moved}
        rowKey={({ tacticId }) => tacticId}
        columns={[
          { title: "Tactic", show: ({ tacticId }) => tacticId, csv: ({ tacticId }) => tacticId },
          {
            title: "People now",
            show: ({ before }) => formatCount(before),
            csv: ({ before }) => before,
            isNumber: true,
          },
          {
            title: "People then",
            show: ({ after }) => formatCount(after),
            csv: ({ after }) => after,
            isNumber: true,
          },
        ]}
      />
      {still === 0 ? null : (
        <p className={form.note}>
          The other {formatCount(still)} {plural(still, "tactic comes", "tactics come")} first for as many as before.
        </p>
      )}
    </>
  );
}

const sectionWords = (section: string) => humanize(section.replace(".", "-"));

const changeTones = { added: "good", removed: "bad", changed: "warn" } as const;

function ChangeRow({ change: { section, id, change, fields } }: { change: PlaybookChange }) {
  return (
    <li>
      <Pill tone={changeTones[change]}>{humanize(change)}</Pill>{" "}
      <strong>{id === "" ? sectionWords(section) : id}</strong>
      {id === "" ? null : <span className={style.soft}> in {sectionWords(section).toLowerCase()}</span>}
      {fields.length === 0 ? null : (
        <dl className={style.fields}>
          {fields.map(({ path, from, to }) => (
            <div key={path}>
              <dt>{path}</dt>
              <dd>
                <del>{changedValueWords(section, path, from)}</del> <span aria-hidden="true">→</span>{" "}
                <ins>{changedValueWords(section, path, to)}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}

/** What a team should mend (errors) or know (warnings), errors first. */
export function Findings({ findings }: { findings: readonly PlaybookFinding[] }) {
  if (findings.length === 0) return null;
  const sorted = [...findings].sort((a, b) => Number(a.severity === "warning") - Number(b.severity === "warning"));
  return (
    <ul className={style.findings} aria-label="What to mend or know">
      {sorted.map(({ severity, code, path, message }) => (
        <li key={`${code} ${path} ${message}`}>
          <Pill tone={severity === "error" ? "bad" : "warn"}>{severity === "error" ? "Mend" : "Know"}</Pill>
          <span>
            {path === "" ? null : <code className={style.path}>{path}</code>} {message}
          </span>
        </li>
      ))}
    </ul>
  );
}

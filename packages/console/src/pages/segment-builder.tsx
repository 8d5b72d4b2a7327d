import type { Condition } from "@attune/model/condition";
import { isUndetermined } from "@attune/model/undetermined";
import { parseCondition } from "@attune/rules/parse-condition";
import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useDeferredValue, useEffect, useState } from "react";
import { parse, stringify } from "yaml";
import { usePlaybookText } from "../api/playbook.ts";
import { type SegmentPerson, useSegmentPreview, useSegments, useSegmentTemplates } from "../api/segments.ts";
import { useSettled } from "../api/use-settled.ts";
import { routeTo } from "../app/route-address.ts";
import { putInAddress, useRoute } from "../app/use-route.ts";
import { PlaybookChange } from "../decide/playbook-change.tsx";
import { formatCount } from "../format/number.ts";
import { plural } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { Condition as ConditionWords } from "../parts/condition.tsx";
import form from "../parts/form.module.css";
import { NotKnown } from "../parts/not-known.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { ConditionBuilder } from "../segment/condition-builder.tsx";
import { personName } from "../segment/people-table.tsx";
import { segmentIdOf, withSegment } from "../segment/with-segment.ts";

const first: Condition = { all: [{ event: "Product Viewed", atLeast: 3, withinDays: 30 }] };

export default function SegmentBuilder() {
  const { query } = useRoute();
  const from = query.get("from");
  // What is being built stands in the address; it is read when the page is opened.
  const [written] = useState(() => readText(query.get("when") ?? ""));
  const segments = useSegments();
  const found = segments.data?.segments.find(({ segmentId }) => segmentId === from);
  return (
    <Page
      title={found ? `Change ${found.name}` : "Build a segment"}
      lead="Put clauses together, or write the condition as text: both are the same. The size follows as you build."
      up={{ label: "Segments", route: "#/segments" }}
    >
      {from !== null && segments.data === undefined ? (
        <Answer query={segments}>{() => null}</Answer>
      ) : (
        <Builder
          key={found?.segmentId ?? "new"}
          start={"condition" in written ? written.condition : (found?.when ?? first)}
          saved={found?.when ?? first}
          name={found?.name ?? ""}
          action={found?.nextBestAction ?? ""}
          id={found?.segmentId ?? null}
        />
      )}
    </Page>
  );
}

const writtenAs = (condition: Condition): string => stringify(condition, { lineWidth: 100 });

interface BuilderProps {
  /** What the page begins with, and what it would begin with without an address. */
  start: Condition;
  saved: Condition;
  name: string;
  /** What to do next with these people. */
  action: string;
  id: string | null;
}

function Builder({ start, saved, name: usualName, action: usualAction, id }: BuilderProps) {
  const [condition, setCondition] = useState(start);
  const [text, setText] = useState(writtenAs(start));
  const [refusal, setRefusal] = useState<string | null>(null);
  const [name, setName] = useState(usualName);
  const [action, setAction] = useState(usualAction);
  const templates = useSegmentTemplates();
  const settled = useSettled(refusal === null ? condition : null);
  useEffect(() => {
    const when = settled === null ? null : JSON.stringify(settled);
    if (when !== null) putInAddress({ when: when === JSON.stringify(saved) ? "" : when });
  }, [settled, saved]);
  const build = (next: Condition) => {
    setCondition(next);
    setText(writtenAs(next));
    setRefusal(refusalOf(next));
  };
  const write = (next: string) => {
    setText(next);
    const read = readText(next);
    if ("refusal" in read) setRefusal(read.refusal);
    else {
      setRefusal(null);
      setCondition(read.condition);
    }
  };
  return (
    <>
      <div className={form.columns}>
        <Panel title="Clauses">
          <div className={form.stack}>
            <NativeSelect
              label="Begin with a template"
              size="sm"
              value=""
              onChange={(event) => {
                const chosen = templates.data?.templates.find(
                  ({ templateId }) => templateId === event.currentTarget.value,
                );
                if (chosen === undefined) return;
                build(chosen.when);
                if (name === "") setName(chosen.name);
                if (action === "") setAction(chosen.nextBestAction);
              }}
              data={[
                { value: "", label: "None" },
                ...(templates.data?.templates ?? []).map(({ templateId, name: title }) => ({
                  value: templateId,
                  label: title,
                })),
              ]}
            />
            <ConditionBuilder value={condition} onChange={build} />
          </div>
        </Panel>
        <div className={form.stack}>
          <Panel title="As text">
            <Textarea
              aria-label="The condition as text (YAML)"
              classNames={{ input: form.code ?? "" }}
              autosize={false}
              rows={Math.min(18, Math.max(6, text.split("\n").length + 1))}
              value={text}
              onChange={(event) => write(event.currentTarget.value)}
              error={refusal}
              spellCheck={false}
            />
          </Panel>
          <Panel title="Whom it means">
            <LiveSize when={refusal === null ? condition : null} refusal={refusal} />
          </Panel>
        </div>
      </div>
      <Panel title="Save it">
        <Save
          when={refusal === null ? condition : null}
          name={name}
          setName={setName}
          action={action}
          setAction={setAction}
          id={id}
        />
      </Panel>
    </>
  );
}

function readText(text: string): { condition: Condition } | { refusal: string } {
  let said: unknown;
  try {
    said = parse(text);
  } catch (error) {
    return {
      refusal: error instanceof Error ? (error.message.split("\n")[0] ?? "This is not YAML.") : "This is not YAML.",
    };
  }
  const refusal = refusalOf(said);
  return refusal === null ? { condition: said as Condition } : { refusal };
}

/** What the language says against it; null: it is a condition. */
function refusalOf(said: unknown): string | null {
  const read = parseCondition(said, "when");
  return read.ok ? null : `${read.path}: ${read.message}`;
}

function LiveSize({ when, refusal }: { when: Condition | null; refusal: string | null }) {
  const settled = useSettled(when);
  const { preview, exact, isCounting } = useSegmentPreview(useDeferredValue(settled));
  if (when === null) return <p className={form.note}>The condition is not complete yet: {refusal}.</p>;
  return (
    <div className={form.stack} aria-live="polite">
      <ConditionWords value={when} />
      <Answer query={preview}>
        {({ size, people, looked, total, isSample, undetermined }) => (
          <div className={form.stack}>
            {isUndetermined(size) ? (
              <NotKnown value={size} />
            ) : (
              <p>
                <span className={form.big}>
                  {size.low === size.high ? "" : "about "}
                  {formatCount(size.estimate)} {plural(size.estimate, "person", "people")}
                </span>{" "}
                <span className={form.note}>
                  of {formatCount(total)}
                  {size.low === size.high
                    ? ""
                    : `; 95% interval ${formatCount(size.low)} to ${formatCount(size.high)}, from ${formatCount(looked)} looked at${isSample ? " at random" : ""}`}
                </span>
              </p>
            )}
            {exact === null ? null : (
              <p role="status">
                Counted, by everything that happened: <strong>{formatCount(exact.size)}</strong> of{" "}
                {formatCount(exact.people)} with events.
              </p>
            )}
            {isCounting ? <p className={form.note}>That is a first look at some; everybody is being counted.</p> : null}
            {undetermined > 0 ? (
              <p className={form.note}>
                For {formatCount(undetermined)} of those looked at it cannot be told from what their profiles keep.
              </p>
            ) : null}
            {people.length === 0 ? null : <Examples people={people.slice(0, 5)} />}
          </div>
        )}
      </Answer>
    </div>
  );
}

function Examples({ people }: { people: readonly SegmentPerson[] }) {
  return (
    <ul className={form.list} aria-label="Examples">
      {people.map((person) => (
        <li key={person.profileId}>
          <a href={routeTo("profiles", "profile_id", person.profileId)}>{personName(person)}</a>{" "}
          <span className={form.note}>{person.because}</span>
        </li>
      ))}
    </ul>
  );
}

interface SaveProps {
  when: Condition | null;
  name: string;
  setName: (name: string) => void;
  action: string;
  setAction: (action: string) => void;
  id: string | null;
}

function Save({ when, name, setName, action, setAction, id }: SaveProps) {
  const playbook = usePlaybookText();
  const segmentId = id ?? segmentIdOf(name);
  return (
    <div className={form.stack}>
      <TextInput
        label="Name"
        placeholder="Tea lovers"
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        description={segmentId === "" ? undefined : `Its id in the playbook: ${segmentId}`}
      />
      <Textarea
        label="What to do next with these people"
        placeholder="News from the categories they buy, by e-mail"
        description="A segment nobody acts on is only a number."
        autosize
        minRows={1}
        value={action}
        onChange={(event) => setAction(event.currentTarget.value)}
      />
      <Answer query={playbook} lines={1}>
        {({ text, revision }) =>
          when === null || segmentId === "" ? (
            <p className={form.note}>It needs a name and a complete condition.</p>
          ) : (
            <PlaybookChange
              text={withSegment(text, { segmentId, name: name.trim(), when, nextBestAction: action })}
              from={revision}
              note={`Segment ${name.trim()}`}
              seen={{ label: "See who is in it", route: routeTo("segments", segmentId) }}
            />
          )
        }
      </Answer>
    </div>
  );
}

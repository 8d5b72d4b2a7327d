import type { Condition } from "@attune/model/condition";
import type { Json, JsonObject } from "@attune/model/json";
import { Button, NativeSelect } from "@mantine/core";
import { Condition as ConditionWords } from "../parts/condition.tsx";
import { ClauseField } from "./clause-field.tsx";
import {
  type ClauseForm,
  clauseForms,
  formOf,
  type Operator,
  operatorOf,
  operators,
  valueText,
} from "./clause-forms.ts";
import style from "./condition-builder.module.css";
import { SequenceSteps } from "./sequence-steps.tsx";

interface FieldsProps {
  value: Condition;
  onChange: (next: Condition) => void;
}

interface BuilderProps extends FieldsProps {
  /** What it is asked for. */
  label?: string;
}

/** A condition as forms: groups that nest, and a form for every kind of clause that has one. */
export function ConditionBuilder({ value, onChange, label = "Whom it means" }: BuilderProps) {
  const group = "all" in value || "any" in value ? value : { all: [value] };
  return <Group value={group} onChange={onChange} label={label} />;
}

type GroupValue = { all: Condition[] } | { any: Condition[] };

interface GroupProps {
  value: GroupValue;
  onChange: (next: Condition) => void;
  label: string;
}

function Group({ value, onChange, label }: GroupProps) {
  const isAll = "all" in value;
  const clauses = isAll ? value.all : value.any;
  const put = (next: Condition[]) => onChange(isAll ? { all: next } : { any: next });
  return (
    <fieldset className={style.group}>
      <legend className={style.legend}>{label}</legend>
      <NativeSelect
        aria-label="How the clauses are joined"
        size="sm"
        className={style.join ?? ""}
        value={isAll ? "all" : "any"}
        onChange={(event) => onChange(event.currentTarget.value === "all" ? { all: clauses } : { any: clauses })}
        data={[
          { value: "all", label: "All of these hold" },
          { value: "any", label: "Any of these holds" },
        ]}
      />
      <ul className={style.clauses}>
        {clauses.map((clause, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a clause is its place in the list; it has no other name.
          <li key={index}>
            <Clause
              value={clause}
              place={index + 1}
              onChange={(next) => put(clauses.map((one, at) => (at === index ? next : one)))}
              onRemove={clauses.length > 1 ? () => put(clauses.filter((_, at) => at !== index)) : null}
            />
          </li>
        ))}
      </ul>
      <div className={style.add}>
        <Button variant="default" size="xs" onClick={() => put([...clauses, blankClause])}>
          Add a clause
        </Button>
        <Button
          variant="subtle"
          size="xs"
          onClick={() => put([...clauses, isAll ? { any: [blankClause] } : { all: [blankClause] }])}
        >
          Add a group
        </Button>
      </div>
    </fieldset>
  );
}

const blankClause = { visitor: "returning" } as const satisfies Condition;

interface ClauseProps {
  value: Condition;
  place: number;
  onChange: (next: Condition) => void;
  onRemove: (() => void) | null;
}

function Clause({ value, place, onChange, onRemove }: ClauseProps) {
  const isNot = "not" in value;
  const inner = isNot ? value.not : value;
  const put = (next: Condition) => onChange(isNot ? { not: next } : next);
  return (
    <div className={style.clause}>
      <div className={style.fields}>
        <NativeSelect
          label={`Clause ${place}`}
          size="sm"
          value={isNot ? "not" : "is"}
          onChange={(event) => onChange(event.currentTarget.value === "not" ? { not: inner } : inner)}
          data={[
            { value: "is", label: "It holds that" },
            { value: "not", label: "It does not hold that" },
          ]}
        />
        {"all" in inner || "any" in inner ? null : <Fields value={inner} onChange={put} />}
        {onRemove === null ? null : (
          <Button variant="subtle" color="gray" size="sm" onClick={onRemove} aria-label={`Remove clause ${place}`}>
            Remove
          </Button>
        )}
      </div>
      {"all" in inner || "any" in inner ? <Group value={inner} onChange={put} label="A group" /> : null}
    </div>
  );
}

function Fields({ value, onChange }: FieldsProps) {
  const form = formOf(value);
  const kinds = clauseForms.map(({ head, label }) => ({ value: head, label }));
  const fields = value as JsonObject;
  const change = (name: string, next: Json | undefined) => {
    const { [name]: _before, ...others } = fields;
    const ordered =
      next === undefined ? others : name === form?.head ? { [name]: next, ...others } : { ...others, [name]: next };
    onChange(ordered as unknown as Condition);
  };
  return (
    <>
      <NativeSelect
        label="Kind"
        size="sm"
        value={form?.head ?? "text"}
        onChange={(event) => {
          const chosen = clauseForms.find(({ head }) => head === event.currentTarget.value);
          if (chosen) onChange(chosen.blank as unknown as Condition);
        }}
        data={form ? kinds : [{ value: "text", label: "As written" }, ...kinds]}
      />
      {form === undefined ? (
        <div className={style.written}>
          <ConditionWords value={value} />
          <span className={style.hint}>It is changed in the text.</span>
        </div>
      ) : (
        <>
          {form.isSequence && "sequence" in value ? <SequenceSteps value={value} onChange={onChange} /> : null}
          {form.fields.map((field) => (
            <ClauseField key={field.name} field={field} value={fields[field.name]} onChange={change} />
          ))}
          {form.isCompared ? <Compared form={form} fields={fields} onChange={onChange} /> : null}
        </>
      )}
    </>
  );
}

interface ComparedProps {
  form: ClauseForm;
  fields: JsonObject;
  onChange: (next: Condition) => void;
}

/** Exactly one operator: choosing another takes the value along where it can. */
function Compared({ form, fields, onChange }: ComparedProps) {
  const operator = operatorOf(fields) ?? operators[0];
  if (operator === undefined) return null;
  const put = (name: string, value: Json) =>
    onChange({ [form.head]: fields[form.head] ?? "", [name]: value } as unknown as Condition);
  return (
    <>
      <NativeSelect
        label="Compared"
        size="sm"
        value={operator.label}
        onChange={(event) => {
          const next = operators.find(({ label }) => label === event.currentTarget.value);
          if (next !== undefined) put(next.name, valueFor(next, operator.kind === "none" ? "" : fields[operator.name]));
        }}
        data={operators.map(({ label }) => label)}
      />
      {operator.kind === "none" ? null : (
        <ClauseField
          key={operator.name}
          field={{ name: operator.name, label: "Value", kind: operator.kind }}
          value={fields[operator.name]}
          onChange={(name, next) =>
            put(name, operator.kind === "list" && !Array.isArray(next) ? [next ?? ""] : (next ?? ""))
          }
        />
      )}
    </>
  );
}

/** What an operator begins with: the value that stood there, as it takes it. */
function valueFor({ kind, says }: Operator, before: Json | undefined): Json {
  const kept = valueText(before);
  if (kind === "none") return says ?? true;
  if (kind === "list") return [kept];
  return kind === "number" ? Number(kept) || 0 : kept;
}

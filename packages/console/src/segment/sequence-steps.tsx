import type { SequenceCondition, SequenceStep } from "@attune/model/condition";
import type { JsonObject } from "@attune/model/json";
import { Button, NativeSelect } from "@mantine/core";
import { ClauseField } from "./clause-field.tsx";
import style from "./condition-builder.module.css";
import {
  isAbsent,
  mostSteps,
  type StepKind,
  stepFields,
  stepKindOf,
  withPresence,
  withStep,
  withStepEarlier,
  withStepField,
  withStepKind,
} from "./sequence-form.ts";

interface SequenceStepsProps {
  value: SequenceCondition;
  onChange: (next: SequenceCondition) => void;
}

/** The steps of a sequence, one below the other, in the order in which they happen. */
export function SequenceSteps({ value, onChange }: SequenceStepsProps) {
  const put = (sequence: SequenceStep[]) => onChange({ ...value, sequence });
  const steps = value.sequence;
  return (
    <div className={style.sequence}>
      <NativeSelect
        label="Steps are of"
        size="sm"
        className={style.join ?? ""}
        value={stepKindOf(value)}
        onChange={(event) => onChange(withStepKind(value, event.currentTarget.value as StepKind))}
        data={[
          { value: "event", label: "what people did" },
          { value: "touched", label: "products they touched" },
        ]}
      />
      <ol className={style.clauses}>
        {steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the order; it has no other name.
          <li key={index}>
            <Step
              value={step}
              place={index + 1}
              onChange={(next) => put(steps.map((one, at) => (at === index ? next : one)))}
              onEarlier={index === 0 ? null : () => onChange(withStepEarlier(value, index))}
              onRemove={steps.length > 1 ? () => put(steps.filter((_, at) => at !== index)) : null}
            />
          </li>
        ))}
      </ol>
      {steps.length < mostSteps ? (
        <div className={style.add}>
          <Button variant="default" size="xs" onClick={() => onChange(withStep(value))}>
            Add a step
          </Button>
        </div>
      ) : null}
    </div>
  );
}

interface StepProps {
  value: SequenceStep;
  /** From 1 on. */
  place: number;
  onChange: (next: SequenceStep) => void;
  onEarlier: (() => void) | null;
  onRemove: (() => void) | null;
}

function Step({ value, place, onChange, onEarlier, onRemove }: StepProps) {
  const fields = value as unknown as JsonObject;
  return (
    <fieldset className={style.group}>
      <legend className={style.legend}>{place === 1 ? "First" : "Then"}</legend>
      <div className={style.fields}>
        <NativeSelect
          label={`Step ${place}`}
          size="sm"
          value={isAbsent(value) ? "not" : "is"}
          onChange={(event) => onChange(withPresence(value, event.currentTarget.value === "is"))}
          data={[
            { value: "is", label: "It happens" },
            { value: "not", label: "It does not happen" },
          ]}
        />
        {stepFields(value).map((field) => (
          <ClauseField
            key={field.name}
            field={field}
            value={fields[field.name]}
            onChange={(name, next) => onChange(withStepField(value, name, next))}
          />
        ))}
        {onEarlier === null ? null : (
          <Button variant="subtle" color="gray" size="sm" onClick={onEarlier} aria-label={`Step ${place} earlier`}>
            Earlier
          </Button>
        )}
        {onRemove === null ? null : (
          <Button variant="subtle" color="gray" size="sm" onClick={onRemove} aria-label={`Remove step ${place}`}>
            Remove
          </Button>
        )}
      </div>
    </fieldset>
  );
}

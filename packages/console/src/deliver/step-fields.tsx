import type { Condition } from "@attune/model/condition";
import type { JourneyStepEntry } from "@attune/model/journey";
import type { Json } from "@attune/model/json";
import { NativeSelect, TextInput } from "@mantine/core";
import { typedNumber } from "../decide/form-values.ts";
import { EventField } from "../parts/event-field.tsx";
import form from "../parts/form.module.css";
import { TypedField } from "../parts/typed-field.tsx";
import { typedValue, valueText } from "../segment/clause-forms.ts";
import { ConditionBuilder } from "../segment/condition-builder.tsx";
import type { JourneyWorld } from "./step-kinds.ts";

interface StepFieldsProps {
  step: JourneyStepEntry;
  world: JourneyWorld;
  onChange: (step: JourneyStepEntry) => void;
}

/** What is to be said of one step; a branch's ways stand below it. */
export function StepFields({ step, world, onChange }: StepFieldsProps) {
  if ("wait" in step) return <WaitFields wait={step.wait} onChange={(wait) => onChange({ wait })} />;
  if ("decide" in step)
    return (
      <NativeSelect
        label="In the placement"
        size="sm"
        value={step.decide}
        onChange={(event) => onChange({ decide: event.currentTarget.value })}
        data={choicesWith(world.placements, step.decide)}
      />
    );
  if ("send" in step) return <SendFields step={step} messages={world.messages} onChange={onChange} />;
  if ("set" in step) return <SetFields step={step} onChange={onChange} />;
  return (
    <div className={form.whole}>
      <ConditionBuilder
        label="Is it so?"
        value={step.branch as Condition}
        onChange={(branch) => onChange({ ...step, branch })}
      />
    </div>
  );
}

/** Those that there are, with one that is named already though it is not there. */
const choicesWith = (names: readonly string[], named: string): string[] =>
  names.includes(named) ? [...names] : [named, ...names];

type Wait = Extract<JourneyStepEntry, { wait: unknown }>["wait"];

const units = ["minutes", "hours", "days"] as const;

function WaitFields({ wait, onChange }: { wait: Wait; onChange: (wait: Wait) => void }) {
  if ("until" in wait)
    return (
      <TextInput
        label="From–to, in their own time"
        size="sm"
        value={wait.until}
        onChange={(event) => onChange({ until: event.currentTarget.value })}
      />
    );
  if ("quietHours" in wait)
    return (
      <TypedField
        label="Hours"
        size="sm"
        value={wait.quietHours}
        onType={(text) => onChange({ quietHours: typedNumber(text) })}
      />
    );
  if ("for" in wait)
    return (
      <>
        <EventField label="Event" size="sm" value={wait.for} onChange={(event) => onChange({ ...wait, for: event })} />
        <TypedField
          label="At most, hours"
          size="sm"
          value={wait.atMostHours}
          onType={(text) => onChange({ ...wait, atMostHours: typedNumber(text) })}
        />
      </>
    );
  const [unit = "hours", amount = 1] = Object.entries(wait)[0] ?? [];
  return (
    <>
      <TypedField
        label="So long"
        size="sm"
        value={amount}
        onType={(text) => onChange({ [unit]: typedNumber(text) } as Wait)}
      />
      <NativeSelect
        aria-label="Unit of the wait"
        size="sm"
        value={unit}
        onChange={(event) => onChange({ [event.currentTarget.value]: amount } as Wait)}
        data={[...units]}
      />
    </>
  );
}

type Send = Extract<JourneyStepEntry, { send: unknown }>;

function SendFields({
  step: { send, to },
  messages,
  onChange,
}: {
  step: Send;
  messages: readonly string[];
  onChange: (step: Send) => void;
}) {
  return (
    <>
      <NativeSelect
        label="The message"
        size="sm"
        value={send}
        onChange={(event) => onChange({ ...(to === undefined ? {} : { to }), send: event.currentTarget.value })}
        data={choicesWith(messages, send)}
      />
      <TextInput
        label="To another address"
        size="sm"
        placeholder="their own"
        value={to ?? ""}
        onChange={(event) => {
          const address = event.currentTarget.value;
          onChange(address === "" ? { send } : { send, to: address });
        }}
      />
    </>
  );
}

type SetStep = Extract<JourneyStepEntry, { set: unknown }>;

function SetFields({ step, onChange }: { step: SetStep; onChange: (step: SetStep) => void }) {
  const [trait = "", value = ""] = Object.entries(step.set)[0] ?? [];
  return (
    <>
      <TextInput
        label="Trait"
        size="sm"
        value={trait}
        onChange={(event) => onChange({ set: { [event.currentTarget.value]: value } })}
      />
      <TypedField
        label="Becomes"
        size="sm"
        inputMode="text"
        value={valueText(value as Json)}
        onType={(text) => onChange({ set: { [trait]: typedValue("value", text) ?? "" } })}
      />
    </>
  );
}

import type { JourneyStepEntry } from "@attune/model/journey";
import { Button, NativeSelect } from "@mantine/core";
import { formatCount } from "../format/number.ts";
import { plural } from "../format/words.ts";
import form from "../parts/form.module.css";
import style from "./journey-steps.module.css";
import { StepFields } from "./step-fields.tsx";
import { type JourneyWorld, kindOf, moved, stepKinds } from "./step-kinds.ts";

interface JourneyStepsProps {
  steps: readonly JourneyStepEntry[];
  world: JourneyWorld;
  onChange: (steps: JourneyStepEntry[]) => void;
  /** How many people are at each position now, written with dots: `3.holds.0`. */
  active: Readonly<Record<string, number>>;
  /** Where these steps stand: empty, or `3.holds.` */
  under?: string;
  /** The same for people: `4, yes, ` */
  told?: string;
}

/** The map of a journey with a form in each of its places. */
export function JourneySteps({ steps, world, onChange, active, under = "", told = "" }: JourneyStepsProps) {
  const put = (place: number, step: JourneyStepEntry) =>
    onChange(steps.map((one, index) => (index === place ? step : one)));
  return (
    <ol className={style.steps}>
      {steps.map((step, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place; it has no other name.
        <li key={`${place} ${kindOf(step)}`}>
          <div className={style.step}>
            <div className={style.head}>
              <span className={style.place}>
                Step {told}
                {place + 1}
                <Here count={active[`${under}${place}`] ?? 0} />
              </span>
              <div className={form.buttons}>
                {([-1, 1] as const).map((by) => (
                  <Button
                    key={by}
                    variant="subtle"
                    size="compact-sm"
                    disabled={steps[place + by] === undefined}
                    aria-label={`Move step ${told}${place + 1} ${by === -1 ? "up" : "down"}`}
                    onClick={() => onChange(moved(steps, place, by))}
                  >
                    {by === -1 ? "Up" : "Down"}
                  </Button>
                ))}
                <Button
                  variant="subtle"
                  size="compact-sm"
                  aria-label={`Take out step ${told}${place + 1}`}
                  onClick={() => onChange(steps.filter((_, index) => index !== place))}
                >
                  Take out
                </Button>
              </div>
            </div>
            <div className={form.row}>
              <NativeSelect
                label={`What step ${told}${place + 1} does`}
                className={style.what ?? ""}
                size="sm"
                value={kindOf(step)}
                onChange={(event) => {
                  const chosen = stepKinds.find(({ kind }) => kind === event.currentTarget.value);
                  if (chosen !== undefined) put(place, chosen.blank(world));
                }}
                data={stepKinds.map(({ kind, label }) => ({ value: kind, label }))}
              />
              <StepFields step={step} world={world} onChange={(next) => put(place, next)} />
            </div>
            {"branch" in step ? (
              <Ways
                step={step}
                world={world}
                onChange={(next) => put(place, next)}
                active={active}
                under={`${under}${place}.`}
                told={`${told}${place + 1}, `}
              />
            ) : null}
          </div>
        </li>
      ))}
      <li>
        <Button
          variant="default"
          size="xs"
          onClick={() => onChange([...steps, { wait: { hours: 1 } }])}
          aria-label={told === "" ? "Add a step" : `Add a step to ${told.replace(/, $/, "")}`}
        >
          Add a step
        </Button>
      </li>
    </ol>
  );
}

type Branch = Extract<JourneyStepEntry, { branch: unknown }>;

interface WaysProps extends Required<Omit<JourneyStepsProps, "steps" | "onChange">> {
  step: Branch;
  onChange: (step: Branch) => void;
}

/** Both ways of a branch. A way without steps goes on behind the branch. */
function Ways({ step, world, onChange, active, under, told }: WaysProps) {
  const ways = [
    { side: "then", position: "holds", label: "Yes", name: "yes" },
    { side: "else", position: "otherwise", label: "No, or not known", name: "no" },
  ] as const;
  return ways.map(({ side, position, label, name }) => (
    <div key={side} className={style.way}>
      <p className={style.label}>{label}</p>
      <JourneySteps
        steps={step[side] ?? []}
        world={world}
        active={active}
        under={`${under}${position}.`}
        told={`${told}${name}, `}
        onChange={(steps) => {
          const { [side]: _before, ...others } = step;
          onChange(steps.length === 0 ? others : { ...others, [side]: steps });
        }}
      />
    </div>
  ));
}

function Here({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <>
      {" "}
      · {formatCount(count)} {plural(count, "person", "people")} here
    </>
  );
}

import type { Condition as ConditionValue } from "@attune/model/condition";
import { type ConditionOutline, conditionOutline } from "@attune/model/condition-words";
import style from "./condition.module.css";

/** A condition as people read it. */
export function Condition({ value }: { value: ConditionValue }) {
  return (
    <div className={style.condition}>
      <Outline outline={conditionOutline(value)} />
    </div>
  );
}

function Outline({ outline }: { outline: ConditionOutline }) {
  if (outline.below.length === 0) return <span>{outline.words}</span>;
  return (
    <>
      <span className={style.join}>{outline.words}</span>
      <ul className={style.below}>
        {outline.below.map((one) => (
          <li key={JSON.stringify(one)}>
            <Outline outline={one} />
          </li>
        ))}
      </ul>
    </>
  );
}

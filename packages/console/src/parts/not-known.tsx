import type { Undetermined } from "@attune/model/undetermined";
import style from "./not-known.module.css";

/** Stands where a number would have to be invented, and says why there is none. */
export function NotKnown({ value }: { value: Undetermined }) {
  return (
    <span className={style.unknown}>
      <span className={style.word}>Not known yet.</span> {value.undetermined.reason}
    </span>
  );
}

import { useId } from "react";
import style from "./slider.module.css";

interface SliderProps {
  label: string;
  value: number;
  from: number;
  to: number;
  step: number;
  format: (value: number) => string;
  onChange: (value: number) => void;
}

/** A number that is moved by hand or by keyboard; its value is said beside it. */
export function Slider({ label, value, from, to, step, format, onChange }: SliderProps) {
  const id = useId();
  return (
    <div className={style.slider}>
      <label htmlFor={id}>{label}</label>
      <output htmlFor={id} className={style.value}>
        {format(value)}
      </output>
      <input
        id={id}
        type="range"
        min={from}
        max={to}
        step={step}
        value={value}
        aria-valuetext={format(value)}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
      />
    </div>
  );
}

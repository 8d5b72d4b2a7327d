import type { ReactNode } from "react";
import form from "./form.module.css";
import { Pill } from "./pill.tsx";

/** Below numbers that stand alone: that they have no interval, why, and what tells them apart instead. */
export function NoInterval({ children }: { children: ReactNode }) {
  return (
    <p className={form.note}>
      <Pill tone="plain">Without an interval</Pill> {children}
    </p>
  );
}

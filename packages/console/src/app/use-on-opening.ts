import { useEffect, useRef } from "react";

/** Does something once, when the page was opened and with what it held then; what it holds later changes nothing. Null: nothing to do. */
export function useOnOpening(act: (() => void) | null): void {
  const first = useRef(act);
  useEffect(() => {
    first.current?.();
    first.current = null;
  }, []);
}

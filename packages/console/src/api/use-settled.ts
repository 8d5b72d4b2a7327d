import { useEffect, useState } from "react";

const settleMs = 350;

/** What somebody types, once they pause: so that the server is not asked for every letter. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), settleMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

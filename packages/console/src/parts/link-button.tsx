import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import style from "./link-button.module.css";

interface LinkButtonProps {
  href: string;
  /** The one thing that the page is for stands out; the others do not. */
  isMain?: boolean;
  children: ReactNode;
}

/** A link that looks like what it does: the way to a form. */
export function LinkButton({ href, isMain = false, children }: LinkButtonProps) {
  return (
    <Button
      component="a"
      href={href}
      size="sm"
      variant={isMain ? "filled" : "default"}
      className={isMain ? style.main : style.other}
    >
      {children}
    </Button>
  );
}

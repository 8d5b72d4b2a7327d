import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import style from "./link-button.module.css";

interface LinkButtonProps {
  href: string;
  /** The one thing that the page is for stands out; the others do not. */
  isMain?: boolean;
  /** What it leads to is saved under this name, not opened. */
  download?: string;
  children: ReactNode;
}

/** A link that looks like what it does: the way to a form. */
export function LinkButton({ href, isMain = false, download, children }: LinkButtonProps) {
  return (
    <Button
      component="a"
      href={href}
      download={download}
      size="sm"
      variant={isMain ? "filled" : "default"}
      className={isMain ? style.main : style.other}
    >
      {children}
    </Button>
  );
}

import { createTheme } from "@mantine/core";

/** Mantine's side of `theme.css`: which of its palettes carries our accent (the CSS gives that palette our colours). */
export const theme = createTheme({
  primaryColor: "teal",
  defaultRadius: "md",
  respectReducedMotion: true,
  cursorType: "pointer",
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--mono)",
});

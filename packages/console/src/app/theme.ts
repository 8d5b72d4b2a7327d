import { createTheme, defaultVariantColorsResolver, type VariantColorsResolver } from "@mantine/core";

/** Filled controls carry our accent and the text colour that is readable on it, in light and in dark. */
const variantColors: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  return input.variant === "filled" ? { ...colors, color: "var(--on-accent)" } : colors;
};

/** Mantine's side of `theme.css`: which of its palettes carries our accent (the CSS gives that palette our colours). */
export const theme = createTheme({
  primaryColor: "teal",
  variantColorResolver: variantColors,
  defaultRadius: "md",
  respectReducedMotion: true,
  cursorType: "pointer",
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--mono)",
});

const locale = "en-GB";
const counts = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });

/** `1,234`. */
export const formatCount = (count: number): string => counts.format(count).replace("-", "−");

/**
 * A share in [0, 1] or a relative change as percent: one decimal, two below 1 % so that conversion rates differ visibly,
 * none from 100 % on. `signed` adds the plus that marks a change.
 */
export function formatPercent(share: number, style: { signed?: boolean } = {}): string {
  const percent = share * 100;
  const size = Math.abs(percent);
  const decimals = size >= 100 ? 0 : size >= 1 || size === 0 ? 1 : 2;
  const text = percent.toLocaleString(locale, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    signDisplay: style.signed ? "exceptZero" : "negative",
  });
  return `${text.replace("-", "−")}%`;
}

/** Bytes as people read them on disks: `1.5 GB` is 1.5 · 10⁹. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const step = bytes <= 0 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = bytes / 1000 ** step;
  return `${value.toLocaleString(locale, { maximumFractionDigits: step === 0 || value >= 100 ? 0 : 1 })} ${units[step]}`;
}

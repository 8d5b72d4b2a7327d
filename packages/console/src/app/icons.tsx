import type { ReactNode } from "react";

/** A line icon on a 20-unit grid; decoration beside a word, so it is hidden from screen readers. */
function Icon({ children }: { children: ReactNode }) {
  return (
    <svg
      viewBox="0 0 20 20"
      width="18"
      height="18"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const OverviewIcon = () => (
  <Icon>
    <path d="M3 16V9m4.7 7V4m4.6 12v-5M17 16V7" />
  </Icon>
);
export const CollectIcon = () => (
  <Icon>
    <path d="M2.5 10.5h3l2.2-6 4 11 2.3-5h3.5" />
  </Icon>
);
export const PeopleIcon = () => (
  <Icon>
    <circle cx="10" cy="6.8" r="3.2" />
    <path d="M3.8 16.6c.9-3 3.3-4.4 6.2-4.4s5.3 1.4 6.2 4.4" />
  </Icon>
);
export const SegmentsIcon = () => (
  <Icon>
    <circle cx="7.6" cy="10" r="5" />
    <circle cx="12.4" cy="10" r="5" />
  </Icon>
);
export const DecideIcon = () => (
  <Icon>
    <path d="M3 10h14M3 7.5v5M17 7.5v5" />
    <circle cx="11" cy="10" r="2.2" fill="currentColor" stroke="none" />
  </Icon>
);
export const DeliverIcon = () => (
  <Icon>
    <path d="M17 3 8.6 11.4M17 3l-5 14-3.4-5.6L3 8l14-5Z" />
  </Icon>
);
export const MeasureIcon = () => (
  <Icon>
    <path d="M3 6h9M5 4v4M10 4v4M6 14h11M8 12v4M15 12v4" />
  </Icon>
);
export const LearnIcon = () => (
  <Icon>
    <path d="M4 5.5h5a1.8 1.8 0 0 1 1 .4 1.8 1.8 0 0 1 1-.4h5v9.3h-4.6a2 2 0 0 0-1.4.7 2 2 0 0 0-1.4-.7H4V5.5ZM10 6v9.3" />
  </Icon>
);
export const ForecastIcon = () => (
  <Icon>
    <path d="M3 13.5 8 9l3 2 6-6M11 11l6 4M12.5 5H17v4.5" />
  </Icon>
);
export const GuideIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="7" />
    <path d="m13 7-1.7 4.3L7 13l1.7-4.3L13 7Z" />
  </Icon>
);
export const SettingsIcon = () => (
  <Icon>
    <path d="M3 6h8M15 6h2M3 14h2M9 14h8" />
    <circle cx="13" cy="6" r="2" />
    <circle cx="7" cy="14" r="2" />
  </Icon>
);
export const SunIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="3.4" />
    <path d="M10 2.5v1.5M10 16v1.5M2.5 10H4M16 10h1.5M4.7 4.7l1 1M14.3 14.3l1 1M4.7 15.3l1-1M14.3 5.7l1-1" />
  </Icon>
);
export const MoonIcon = () => (
  <Icon>
    <path d="M16.5 11.8A6.8 6.8 0 0 1 8.2 3.5a6.8 6.8 0 1 0 8.3 8.3Z" />
  </Icon>
);
export const MenuIcon = () => (
  <Icon>
    <path d="M3 6h14M3 10h14M3 14h14" />
  </Icon>
);
export const CloseIcon = () => (
  <Icon>
    <path d="m5 5 10 10M15 5 5 15" />
  </Icon>
);
export const LeaveIcon = () => (
  <Icon>
    <path d="M8 3.5H4.5v13H8M12.5 6.5 16 10l-3.5 3.5M16 10H8" />
  </Icon>
);

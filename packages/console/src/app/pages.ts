import { type ComponentType, lazy } from "react";
import { HealthIcon, LiveIcon, OverviewIcon, PeopleIcon, QuarantineIcon, TacticsIcon } from "./icons.tsx";

/** A section of the console: an entry of the navigation, and the routes that belong to it. */
export interface Section {
  label: string;
  icon: ComponentType;
  /** The routes' patterns, the section's own first. Named parts reach the page as properties. */
  routes: Array<{ pattern: string; page: ComponentType<Record<string, string>> }>;
}

const page = (load: () => Promise<{ default: ComponentType<never> }>): ComponentType<Record<string, string>> =>
  lazy(load as () => Promise<{ default: ComponentType<Record<string, string>> }>);

/** All that the console can show, in the order of the navigation. Each page is loaded when it is first opened. */
export const sections: Section[] = [
  {
    label: "Overview",
    icon: OverviewIcon,
    routes: [{ pattern: "/", page: page(() => import("../pages/overview.tsx")) }],
  },
  {
    label: "Live events",
    icon: LiveIcon,
    routes: [{ pattern: "/events", page: page(() => import("../pages/live-events.tsx")) }],
  },
  {
    label: "Profiles",
    icon: PeopleIcon,
    routes: [
      { pattern: "/profiles", page: page(() => import("../pages/profiles.tsx")) },
      { pattern: "/profiles/:namespace/:id", page: page(() => import("../pages/profile.tsx")) },
    ],
  },
  {
    label: "Tactics",
    icon: TacticsIcon,
    routes: [
      { pattern: "/tactics", page: page(() => import("../pages/tactics.tsx")) },
      { pattern: "/tactics/:id", page: page(() => import("../pages/tactic.tsx")) },
    ],
  },
  {
    label: "Quarantine",
    icon: QuarantineIcon,
    routes: [{ pattern: "/quarantine", page: page(() => import("../pages/quarantine.tsx")) }],
  },
  {
    label: "Health",
    icon: HealthIcon,
    routes: [{ pattern: "/health", page: page(() => import("../pages/health.tsx")) }],
  },
];

import type { Permission } from "@attune/model/role";
import { type ComponentType, lazy } from "react";
import {
  CollectIcon,
  DecideIcon,
  DeliverIcon,
  ForecastIcon,
  GuideIcon,
  LearnIcon,
  MeasureIcon,
  OverviewIcon,
  PeopleIcon,
  SegmentsIcon,
  SettingsIcon,
} from "./icons.tsx";
import { matchPattern } from "./route-address.ts";

type PageComponent = ComponentType<Record<string, string>>;

/** A page and the pattern of its address; named parts reach the page as properties. A page with a label is a tab of its section. */
export interface View {
  label?: string;
  pattern: string;
  page: PageComponent;
  /** Begins to load the page, so that it is there when it is drawn. */
  load: () => Promise<unknown>;
  /** What one must be permitted to see it; absent: every role sees it. */
  needs?: Permission;
}

/** A section of the console, after one of the product's words: an entry of the navigation, and its views, the one it opens with first. */
export interface Section {
  label: string;
  icon: ComponentType;
  views: View[];
}

const page = (load: () => Promise<{ default: ComponentType<never> }>): Pick<View, "page" | "load"> => ({
  page: lazy(load as () => Promise<{ default: PageComponent }>),
  load,
});

/** All that the console can show, in the order of the navigation. Each page is loaded when it is first opened. */
export const sections: Section[] = [
  {
    label: "Overview",
    icon: OverviewIcon,
    views: [{ pattern: "/", ...page(() => import("../pages/overview.tsx")) }],
  },
  {
    label: "Collect",
    icon: CollectIcon,
    views: [
      { label: "Live events", pattern: "/events", ...page(() => import("../pages/live-events.tsx")) },
      { label: "Sources", pattern: "/sources", ...page(() => import("../pages/sources.tsx")) },
      { label: "Quarantine", pattern: "/quarantine", ...page(() => import("../pages/quarantine.tsx")) },
      { label: "Tracking plan", pattern: "/tracking-plan", ...page(() => import("../pages/tracking-plan.tsx")) },
      { pattern: "/tracking-plan/draft", ...page(() => import("../pages/tracking-plan-draft.tsx")) },
      { pattern: "/planned-event", ...page(() => import("../pages/planned-event.tsx")) },
    ],
  },
  {
    label: "Profiles",
    icon: PeopleIcon,
    views: [
      { pattern: "/profiles", ...page(() => import("../pages/profiles.tsx")) },
      { pattern: "/duplicates", ...page(() => import("../pages/duplicates.tsx")) },
      { pattern: "/forgotten", ...page(() => import("../pages/forgotten.tsx")), needs: "care" },
      { pattern: "/profiles/:namespace/:id", ...page(() => import("../pages/profile.tsx")) },
    ],
  },
  {
    label: "Segments",
    icon: SegmentsIcon,
    views: [
      { label: "Segments", pattern: "/segments", ...page(() => import("../pages/segments.tsx")) },
      { label: "Build one", pattern: "/segment-builder", ...page(() => import("../pages/segment-builder.tsx")) },
      { pattern: "/segments/:id", ...page(() => import("../pages/segment.tsx")) },
    ],
  },
  {
    label: "Decide",
    icon: DecideIcon,
    views: [
      { label: "Playbook", pattern: "/playbook", ...page(() => import("../pages/playbook.tsx")) },
      { label: "Placements", pattern: "/placements", ...page(() => import("../pages/placements.tsx")) },
      { pattern: "/tactic-editor", ...page(() => import("../pages/tactic-editor.tsx")) },
      { pattern: "/placement-editor", ...page(() => import("../pages/placement-editor.tsx")) },
      { label: "Edit", pattern: "/playbook/edit", ...page(() => import("../pages/playbook-edit.tsx")) },
      { label: "History", pattern: "/playbook/history", ...page(() => import("../pages/playbook-history.tsx")) },
      { label: "Experiments", pattern: "/experiments", ...page(() => import("../pages/experiments.tsx")) },
      { pattern: "/experiment-builder", ...page(() => import("../pages/experiment-builder.tsx")) },
      { pattern: "/experiments/:id", ...page(() => import("../pages/experiment.tsx")) },
      { label: "Catalogue", pattern: "/catalogue", ...page(() => import("../pages/catalogue.tsx")) },
      { label: "Lists", pattern: "/lists", ...page(() => import("../pages/lists.tsx")) },
      { pattern: "/rule-editor", ...page(() => import("../pages/rule-editor.tsx")) },
      { label: "Caps", pattern: "/caps", ...page(() => import("../pages/caps.tsx")) },
      { pattern: "/cap-editor", ...page(() => import("../pages/cap-editor.tsx")) },
      { label: "Preview", pattern: "/preview", ...page(() => import("../pages/preview.tsx")) },
    ],
  },
  {
    label: "Deliver",
    icon: DeliverIcon,
    views: [
      { label: "Journeys", pattern: "/journeys", ...page(() => import("../pages/journeys.tsx")) },
      { pattern: "/journeys/:id", ...page(() => import("../pages/journey.tsx")) },
      { pattern: "/journey-editor", ...page(() => import("../pages/journey-editor.tsx")) },
      { pattern: "/journey-templates", ...page(() => import("../pages/journey-templates.tsx")) },
      { label: "Offers", pattern: "/offers", ...page(() => import("../pages/offers.tsx")) },
      { pattern: "/offer-editor", ...page(() => import("../pages/offer-editor.tsx")) },
      { label: "Templates", pattern: "/templates", ...page(() => import("../pages/templates.tsx")) },
      { pattern: "/template-editor", ...page(() => import("../pages/template-editor.tsx")) },
      { label: "Calendar", pattern: "/calendar", ...page(() => import("../pages/calendar.tsx")) },
      { label: "Delivery", pattern: "/messages", ...page(() => import("../pages/messages.tsx")) },
      { label: "At the till", pattern: "/till", ...page(() => import("../pages/till.tsx")) },
    ],
  },
  {
    label: "Measure",
    icon: MeasureIcon,
    views: [
      { label: "Tactics", pattern: "/tactics", ...page(() => import("../pages/tactics.tsx")) },
      { label: "Review", pattern: "/review", ...page(() => import("../pages/review.tsx")) },
      { pattern: "/tactics/:id", ...page(() => import("../pages/tactic.tsx")) },
      { label: "Explore", pattern: "/explore", ...page(() => import("../pages/explore.tsx")) },
      { label: "Metrics", pattern: "/metrics", ...page(() => import("../pages/metrics.tsx")) },
      { pattern: "/metric-editor", ...page(() => import("../pages/metric-editor.tsx")) },
      { label: "Holdout", pattern: "/holdout", ...page(() => import("../pages/holdout.tsx")) },
      { label: "Funnel", pattern: "/funnel", ...page(() => import("../pages/funnel.tsx")) },
      { label: "Studies", pattern: "/studies", ...page(() => import("../pages/studies.tsx")) },
      { label: "Page speed", pattern: "/page-speed", ...page(() => import("../pages/page-speed.tsx")) },
      { label: "SQL", pattern: "/sql", ...page(() => import("../pages/sql.tsx")), needs: "study" },
    ],
  },
  {
    label: "Learn",
    icon: LearnIcon,
    views: [
      { label: "Models", pattern: "/models", ...page(() => import("../pages/models.tsx")) },
      { label: "Attributions", pattern: "/attributions", ...page(() => import("../pages/attributions.tsx")) },
      { label: "Fairness", pattern: "/fairness", ...page(() => import("../pages/fairness.tsx")) },
      { label: "Drift", pattern: "/drift", ...page(() => import("../pages/drift.tsx")) },
    ],
  },
  {
    label: "Forecast",
    icon: ForecastIcon,
    views: [
      { label: "Scenario", pattern: "/scenario", ...page(() => import("../pages/scenario.tsx")) },
      { label: "Lifetime value", pattern: "/lifetime", ...page(() => import("../pages/lifetime.tsx")) },
      { label: "Cohorts", pattern: "/cohorts", ...page(() => import("../pages/cohorts.tsx")) },
      { label: "Back-test", pattern: "/backtest", ...page(() => import("../pages/backtest.tsx")) },
    ],
  },
  {
    label: "Guide",
    icon: GuideIcon,
    views: [
      { label: "Guide", pattern: "/guide", ...page(() => import("../pages/guide.tsx")) },
      { label: "Your own site", pattern: "/start", ...page(() => import("../pages/start.tsx")) },
    ],
  },
  {
    label: "Settings",
    icon: SettingsIcon,
    views: [
      { label: "Health", pattern: "/health", ...page(() => import("../pages/health.tsx")) },
      { label: "Instance", pattern: "/settings", ...page(() => import("../pages/settings.tsx")) },
      { label: "Owners", pattern: "/settings/care", ...page(() => import("../pages/settings-care.tsx")) },
      {
        label: "People",
        pattern: "/settings/people",
        ...page(() => import("../pages/settings-people.tsx")),
        needs: "administer",
      },
      {
        label: "Keys",
        pattern: "/settings/keys",
        ...page(() => import("../pages/settings-keys.tsx")),
        needs: "administer",
      },
      {
        label: "Audit log",
        pattern: "/settings/audit",
        ...page(() => import("../pages/settings-audit.tsx")),
        needs: "administer",
      },
      {
        label: "Your account",
        pattern: "/settings/account",
        ...page(() => import("../pages/settings-account.tsx")),
      },
    ],
  },
];

/** The page that lives at an address, with the named parts of its pattern; null where none does. */
export function viewAt(
  segments: readonly string[],
): { section: Section; view: View; named: Record<string, string> } | null {
  for (const section of sections) {
    for (const view of section.views) {
      const named = matchPattern(view.pattern, segments);
      if (named !== null) return { section, view, named };
    }
  }
  return null;
}

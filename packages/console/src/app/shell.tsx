import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useBusiness } from "../api/system.ts";
import { LongQuestions } from "../parts/long-questions.tsx";
import { signOut } from "./enter.ts";
import { CloseIcon, LeaveIcon, MenuIcon, MoonIcon, SunIcon } from "./icons.tsx";
import { Mark } from "./mark.tsx";
import { type Section, sections, type View } from "./pages.ts";
import { useSession } from "./session.ts";
import style from "./shell.module.css";
import { useRoute } from "./use-route.ts";

/** The frame around every page: navigation at the side, or behind a button where the screen is narrow. */
export function Shell({
  current,
  children,
}: {
  current: { section: Section; view: View } | null;
  children: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const route = useRoute();
  // biome-ignore lint/correctness/useExhaustiveDependencies: following a link closes the menu.
  useEffect(() => setOpen(false), [route]);
  useEffect(() => {
    const close = (event: KeyboardEvent) => event.key === "Escape" && setOpen(false);
    addEventListener("keydown", close);
    return () => removeEventListener("keydown", close);
  }, []);
  return (
    <div className={style.shell}>
      {/* A button: the address behind # belongs to the routes. */}
      <button type="button" className={style.skip} onClick={() => document.getElementById("content")?.focus()}>
        Skip to the content
      </button>
      <header className={style.side}>
        <div className={style.top}>
          <a className={style.brand} href="#/">
            <Mark size={28} />
            <span>Attune</span>
          </a>
          <span className={style.here}>{current?.section.label}</span>
          <ActionIcon
            className={style.menuButton ?? ""}
            variant="subtle"
            color="gray"
            size={44}
            aria-label={open ? "Close the menu" : "Open the menu"}
            aria-expanded={open}
            aria-controls="sections"
            onClick={() => setOpen(!open)}
          >
            {open ? <CloseIcon /> : <MenuIcon />}
          </ActionIcon>
        </div>
        <div id="sections" className={style.menu} data-open={open || undefined}>
          <nav aria-label="Sections">
            <ul className={style.sections}>
              {sections.map((section) => (
                <li key={section.label}>
                  <a
                    className={style.section}
                    href={`#${section.views[0]?.pattern}`}
                    aria-current={section === current?.section ? "page" : undefined}
                  >
                    <section.icon />
                    {section.label}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <SideFoot />
        </div>
      </header>
      <main id="content" tabIndex={-1} className={style.content}>
        <DemoNotice />
        {current === null ? null : <Tabs {...current} />}
        {children}
      </main>
      <LongQuestions />
    </div>
  );
}

/** The views of a section, where it has several. */
function Tabs({ section, view }: { section: Section; view: View }) {
  const permissions = useSession().answer?.permissions ?? [];
  const tabs = section.views.filter(
    ({ label, needs }) => label !== undefined && (needs === undefined || permissions.includes(needs)),
  );
  const nav = useRef<HTMLElement>(null);
  // On a narrow screen the tabs scroll: the present one is brought to where it is seen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view is another present tab.
  useEffect(() => {
    const current = nav.current?.querySelector<HTMLElement>("[aria-current]");
    if (nav.current && current)
      nav.current.scrollLeft = current.offsetLeft - (nav.current.clientWidth - current.clientWidth) / 2;
  }, [view]);
  if (tabs.length < 2) return null;
  return (
    <nav ref={nav} className={style.tabs} aria-label={`Views of ${section.label}`}>
      {tabs.map(({ label, pattern }) => (
        <a key={pattern} href={`#${pattern}`} aria-current={pattern === view.pattern ? "page" : undefined}>
          {label}
        </a>
      ))}
    </nav>
  );
}

/** A demo lets browsers on its own machine in without a password, and says so. */
function DemoNotice() {
  const { answer } = useSession();
  if (answer?.entrance !== "demo") return null;
  return (
    <p className={style.demo}>
      This is a demo: whoever opens it on this machine is signed in as its admin, without a password.
    </p>
  );
}

function SideFoot() {
  const business = useBusiness();
  const account = useSession().answer?.account;
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  return (
    <div className={style.foot}>
      <span className={style.business}>
        <span title={business.data?.timeZone}>{business.data?.name}</span>
        <a href="#/settings/account" title="Your account">
          {account?.name}
          <span>{account?.role}</span>
        </a>
      </span>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        aria-label={scheme === "dark" ? "Use light colors" : "Use dark colors"}
        onClick={() => setColorScheme(scheme === "dark" ? "light" : "dark")}
      >
        {scheme === "dark" ? <SunIcon /> : <MoonIcon />}
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        aria-label="Sign out"
        onClick={() => void signOut(false).catch(() => {})}
      >
        <LeaveIcon />
      </ActionIcon>
    </div>
  );
}

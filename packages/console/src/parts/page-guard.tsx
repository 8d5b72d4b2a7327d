import { Button } from "@mantine/core";
import { Component, type ReactNode } from "react";
import form from "./form.module.css";
import { Page } from "./page.tsx";
import style from "./trouble.module.css";

interface GuardState {
  failure: unknown;
}

/**
 * Keeps what goes wrong while a page is drawn to that page: the frame stays, and the way to every other page with it. A class, since React offers nothing
 * else for it. A script that cannot be loaded (the server away, or another release in its place) ends here too.
 */
export class PageGuard extends Component<{ title: string; children: ReactNode }, GuardState> {
  override state: GuardState = { failure: null };

  static getDerivedStateFromError(failure: unknown): GuardState {
    return { failure };
  }

  override render(): ReactNode {
    const { failure } = this.state;
    if (failure === null) return this.props.children;
    return (
      <Page title={this.props.title}>
        <div className={style.trouble} role="alert">
          <p className={style.title}>This page cannot be shown</p>
          <p>Nothing was changed. The other pages work; this one may after it is loaded anew.</p>
          <p className={style.remedy}>
            What it met: <code>{failure instanceof Error ? failure.message : String(failure)}</code>
          </p>
          <div className={form.buttons}>
            <Button variant="default" size="sm" onClick={() => location.reload()}>
              Load it anew
            </Button>
          </div>
        </div>
      </Page>
    );
  }
}

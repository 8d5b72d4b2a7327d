import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { refreshEvery } from "../api/refresh.ts";
import { isPassing } from "../api/request.ts";
import { Loading } from "../parts/loading.tsx";
import { NotForRole } from "../parts/not-for-role.tsx";
import { Page } from "../parts/page.tsx";
import { PageGuard } from "../parts/page-guard.tsx";
import { Door, DoorTrouble, SignIn } from "./door.tsx";
import { askSession, checkSession } from "./enter.ts";
import { viewAt } from "./pages.ts";
import { isSignedIn, useSession } from "./session.ts";
import { Shell } from "./shell.tsx";
import { theme } from "./theme.ts";
import { useRoute } from "./use-route.ts";

const Join = lazy(() => import("../pages/join.tsx"));

/** How soon the page asks again for who is there. */
const retryMs = 3_000;

const createClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => isPassing(error) && failures < 1,
        retryDelay: 800,
        staleTime: 5_000,
        // A view that shows trouble finds out by itself when the trouble is over.
        refetchInterval: refreshEvery(null),
        refetchOnWindowFocus: isSignedIn,
      },
    },
  });

/** `asked`: who is there was asked for already, before anything was drawn. */
export function App({ asked }: { asked: Promise<void> }) {
  return (
    // Its variables and global classes come from stylesheets: injected <style> elements would need a hole in the content policy.
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <Entrance asked={asked} />
    </MantineProvider>
  );
}

/**
 * Each account has answers of its own, and nothing that was read for the last one stays. Whose session ends by itself finds what they typed as they left it
 * when they have signed in again.
 */
function Entrance({ asked }: { asked: Promise<void> }) {
  const { answer, ended } = useSession();
  const { segments } = useRoute();
  const accountId = answer?.account?.accountId ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the account is what a client is made for.
  const client = useMemo(createClient, [accountId]);
  useEffect(() => {
    if (ended === null) void client.invalidateQueries();
  }, [ended, client]);
  if (segments[0] === "join")
    return (
      <Suspense fallback={<Loading lines={2} />}>
        <Join key={segments[1]} token={segments[1] ?? ""} />
      </Suspense>
    );
  if (answer === null) return <Asking first={asked} />;
  if (accountId === null) return <SignIn />;
  return (
    <>
      {ended === null ? null : <SignIn />}
      <div hidden={ended !== null}>
        <QueryClientProvider client={client}>
          <Routes key={accountId} />
        </QueryClientProvider>
      </div>
    </>
  );
}

/** Before it is known who is there; the server may be away. */
function Asking({ first }: { first: Promise<void> }) {
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = (asked: Promise<void>) =>
      asked.catch((failure: unknown) => {
        setError(failure);
        timer = setTimeout(() => void wait(askSession()), retryMs);
      });
    void wait(first);
    return () => clearTimeout(timer);
  }, [first]);
  if (error === null) return null;
  return (
    <Door title="Attune" lead="The console cannot be opened at the moment. It tries again by itself.">
      <DoorTrouble error={error} />
    </Door>
  );
}

function Routes() {
  const { segments } = useRoute();
  const address = segments.join("/");
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page that is opened asks.
  useEffect(() => void checkSession().catch(() => {}), [address]);
  const { answer } = useSession();
  const permissions = answer?.permissions ?? [];
  const found = viewAt(segments);
  if (found === null)
    return (
      <Shell current={null}>
        <Page title="No such page" lead="Nothing lives at this address.">
          <p>
            <a href="#/">Go to the overview</a>
          </p>
        </Page>
      </Shell>
    );
  const { section, view, named } = found;
  const Found = view.page;
  if (view.needs !== undefined && !permissions.includes(view.needs))
    return (
      <Shell current={found}>
        <NotForRole needed={view.needs} title={view.label ?? section.label} />
      </Shell>
    );
  return (
    <Shell current={found}>
      <PageGuard key={address} title={view.label ?? section.label}>
        <Suspense fallback={<Loading lines={6} />}>
          <Found {...named} />
        </Suspense>
      </PageGuard>
    </Shell>
  );
}

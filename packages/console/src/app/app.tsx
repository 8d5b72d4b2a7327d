import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Suspense, useMemo } from "react";
import { refreshEvery } from "../api/refresh.ts";
import { isPassing } from "../api/request.ts";
import { Loading } from "../parts/loading.tsx";
import { Page } from "../parts/page.tsx";
import { useAccess } from "./access-key.ts";
import { KeyGate } from "./key-gate.tsx";
import { sections } from "./pages.ts";
import { matchPattern } from "./route-address.ts";
import { Shell } from "./shell.tsx";
import { theme } from "./theme.ts";
import { useRoute } from "./use-route.ts";

const createClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => isPassing(error) && failures < 1,
        retryDelay: 800,
        staleTime: 5_000,
        // A view that shows trouble finds out by itself when the trouble is over.
        refetchInterval: refreshEvery(null),
        refetchOnWindowFocus: true,
      },
    },
  });

export function App() {
  return (
    // Its variables and global classes come from stylesheets: injected <style> elements would need a hole in the content policy.
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <Entrance />
    </MantineProvider>
  );
}

/** Another key may see other things, so that each has answers of its own, and nothing that was read with the last one stays. */
function Entrance() {
  const { key } = useAccess();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is what a client is made for.
  const client = useMemo(createClient, [key]);
  if (key === null) return <KeyGate />;
  return (
    <QueryClientProvider client={client}>
      <Routes />
    </QueryClientProvider>
  );
}

function Routes() {
  const { segments } = useRoute();
  for (const section of sections) {
    for (const view of section.views) {
      const named = matchPattern(view.pattern, segments);
      if (named === null) continue;
      const Found = view.page;
      return (
        <Shell current={{ section, view }}>
          <Suspense fallback={<Loading lines={6} />}>
            <Found key={segments.join("/")} {...named} />
          </Suspense>
        </Shell>
      );
    }
  }
  return (
    <Shell current={null}>
      <Page title="No such page" lead="Nothing lives at this address.">
        <p>
          <a href="#/">Go to the overview</a>
        </p>
      </Page>
    </Shell>
  );
}

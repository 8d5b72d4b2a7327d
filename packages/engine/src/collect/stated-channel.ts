import type { Event } from "@attune/model/event";

type Fields = Record<string, unknown>;
type Channel = Event["channel"];

const statedChannels: Record<string, Channel> = {
  web: "web",
  browser: "web",
  client: "web",
  app: "app",
  mobile: "app",
  ios: "app",
  android: "app",
  server: "server",
  backend: "server",
  store: "store",
  pos: "store",
  offline: "store",
  email: "email",
  import: "import",
};

const appLibrary = /(^|[^a-z])(ios|android|swift|kotlin|flutter|react-native|unity|cordova|mobile)([^a-z]|$)/i;
const serverLibrary =
  /(^|[^a-z])(node|python|ruby|go|golang|java|php|net|dotnet|rust|elixir|clojure|server)([^a-z]|$)/i;
const webLibrary = /analytics\.js|analytics-next|javascript|jitsu\/js|(^|[^a-z])(js|web|browser)([^a-z]|$)/i;

/** The channel of what came with this context: as stated; a browser's user agent stands for the web; undefined where nothing tells. */
export function channelOf(raw: Fields, context: Fields): Channel | undefined {
  return statedChannel(raw, context) ?? (typeof context.userAgent === "string" ? "web" : undefined);
}

/** The channel that the event came by, as it says itself or as its library tells; undefined where neither does. */
export function statedChannel(raw: Fields, context: Fields): Channel | undefined {
  const stated = raw.channel ?? context.channel;
  if (typeof stated === "string") {
    const name = stated.toLowerCase();
    if (Object.hasOwn(statedChannels, name)) return statedChannels[name];
  }
  const library = typeof context.library === "object" && context.library !== null ? (context.library as Fields) : null;
  const name = library === null ? context.library : library.name;
  if (typeof name !== "string" || name.length > 200) return undefined;
  // Jitsu has one library for browsers and servers, which tells where it runs.
  if (library?.env === "node") return "server";
  if (appLibrary.test(name)) return "app";
  if (serverLibrary.test(name)) return "server";
  return webLibrary.test(name) ? "web" : undefined;
}

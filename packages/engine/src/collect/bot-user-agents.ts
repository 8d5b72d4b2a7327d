/**
 * Marks of software that browses by itself, in a browser's user agent: crawlers, link previews, monitors, and driven browsers.
 * `HeadlessChrome` is among them: no person looks at it. (Marking is not losing: such events are kept.) So are the plain fetchers that
 * scrapers use, but not the HTTP libraries of apps and servers (okhttp, axios, undici, …): behind those may be a person.
 */
const botPattern = new RegExp(
  [
    "bot(?![a-z])",
    "crawl",
    "spider",
    "slurp",
    "headless",
    "lighthouse",
    "pagespeed",
    "pingdom",
    "uptime",
    "statuscake",
    "gtmetrix",
    "webpagetest",
    "ptst/",
    "phantomjs",
    "puppeteer",
    "playwright",
    "selenium",
    "facebookexternalhit",
    "facebot",
    "meta-external",
    "whatsapp/",
    "telegrambot",
    "skypeuripreview",
    "embedly",
    "quora link preview",
    "outbrain",
    "pinterest/0",
    "vkshare",
    "google-read-aloud",
    "google-inspectiontool",
    "googleother",
    "google web preview",
    "apis-google",
    "mediapartners-google",
    "feedfetcher",
    "bingpreview",
    "yahoo! slurp",
    "baiduspider",
    "ia_archiver",
    "archive.org",
    "ahrefs",
    "semrush",
    "screaming frog",
    "scrapy",
    "httrack",
    "curl/",
    "wget/",
    "python-requests",
    "python-urllib",
    "aiohttp/",
    "go-http-client",
    "libwww-perl",
    "chatgpt-user",
    "claude-web",
    "perplexity",
    "bytespider",
    "amazonbot",
    "applebot",
    "petalbot",
    "gptbot",
    "datadog",
    "newrelic",
    "site24x7",
    "checkly",
    "catchpoint",
  ]
    .map((mark) => mark.replace(/[.]/g, "\\."))
    .join("|"),
  "i",
);

/** Phones of the Cubot brand carry the mark in their name. */
const notABot = /cubot/i;

export function isBotUserAgent(userAgent: string): boolean {
  return botPattern.test(userAgent) && !notABot.test(userAgent);
}

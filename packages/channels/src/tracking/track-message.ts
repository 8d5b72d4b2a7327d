/** Where a reader's clicks and opens are counted. */
export interface TrackingUrls {
  click(target: string): string;
  open: string;
}

const links = /(<a\b[^>]*?\bhref=")(https?:\/\/[^"]+)(")/gi;

/**
 * Leads the links of a mail through this instance, and ends it with an image of one pixel. For people who allow analytics alone. The link by which
 * a person ends such mails stays as it is: it must work whatever happens here.
 */
export function trackMessage(html: string, urls: TrackingUrls, unsubscribeUrl: string | null): string {
  const tracked = html.replace(links, (all, before: string, href: string, after: string) => {
    const target = href.replaceAll("&amp;", "&");
    if (unsubscribeUrl !== null && target === unsubscribeUrl) return all;
    return `${before}${urls.click(target).replaceAll("&", "&amp;")}${after}`;
  });
  const pixel = `<img src="${urls.open.replaceAll("&", "&amp;")}" width="1" height="1" alt="">`;
  return /<\/body>/i.test(tracked) ? tracked.replace(/<\/body>/i, `${pixel}</body>`) : tracked + pixel;
}

/**
 * Programs that fetch a mail's images and links without anybody reading it: privacy proxies, security scanners, link previews. What they do counts
 * for nobody.
 */
const machines =
  /GoogleImageProxy|YahooMailProxy|Mozilla\/5\.0$|Mimecast|Barracuda|Proofpoint|Microsoft Office|ms-office|SafeLinks|bot\b|crawler|spider|curl|wget|python|Go-http-client|HeadlessChrome|^$/i;

export function isMachineReader(userAgent: string): boolean {
  return machines.test(userAgent);
}

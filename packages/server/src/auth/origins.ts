/** What origins are measured against. */
export interface OriginPolicy {
  /** The `Host` of the request, as the client sent it; with a trusted proxy, the forwarded one. */
  readonly host: string | undefined;
  /** Origins allowed beside the server's own, as browsers send them: `https://app.example.com`. */
  readonly allowed: readonly string[];
}

/**
 * Whether a page of this origin may talk to the server with credentials: the server's own pages, and
 * those of the origins allowed. The scheme of the server's own origin is not compared, since a proxy
 * may have taken the TLS off. `null` (a sandboxed page, a file) is nobody's origin. A request without
 * an Origin comes from no page, or from one that need not say; ask {@link siteAllowed} about those.
 */
export function originAllowed(origin: string, { host, allowed }: OriginPolicy): boolean {
  if (allowed.includes(origin)) return true;
  if (host === undefined || !URL.canParse(origin)) return false;
  const { protocol, host: originHost, origin: bare } = new URL(origin);
  const isWeb = protocol === 'http:' || protocol === 'https:';
  if (!isWeb || bare !== origin) return false;
  // `Host` may name the port that the scheme implies, an origin never does.
  return originHost === host.toLowerCase().replace(protocol === 'https:' ? /:443$/ : /:80$/, '');
}

/** What a request says about the page it comes from. */
export interface Site {
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`: only browsers send it, and no page can forge it. */
  readonly fetchSite: string | undefined;
  /** Whether a cookie speaks for it: then a page may have sent it without its person's wish. */
  readonly cookie: boolean;
}

/**
 * Whether a request that changes something, or that hands out a credential, comes from where it may:
 * from a page of ours (`Sec-Fetch-Site` same-origin), from a person (none), from an allowed Origin,
 * or from a program without a cookie.
 */
export function siteAllowed({ origin, fetchSite, cookie }: Site, policy: OriginPolicy): boolean {
  if (fetchSite === 'same-origin' || fetchSite === 'none') return true;
  if (origin !== undefined) return originAllowed(origin, policy);
  return fetchSite === undefined && !cookie;
}

/** A value was given that an option does not allow; the message says what is allowed. */
export class BadValue extends Error {}

/** How the text of an option becomes a value, and what to tell a person who got it wrong. */
export interface Kind<T> {
  /** What is allowed, for the help and for the error: follows "must be". */
  readonly allowed: string;
  /** The value, or `undefined` when the text is none. May throw `BadValue` with a better sentence. */
  parse(text: string): T | undefined;
}

/** Whom to believe about a client's address: how many proxies, or which addresses they have. */
export type Proxies = number | readonly string[];

/** What the text of each kind of option becomes. */
export interface KindValues {
  readonly port: number;
  readonly host: string;
  readonly text: string;
  readonly secret: string;
  readonly key: string;
  readonly keys: readonly string[];
  readonly id: number;
  readonly path: string;
  readonly switch: boolean;
  readonly url: string;
  readonly postgresUrl: string;
  readonly redisUrl: string;
  readonly origins: readonly string[];
  readonly proxies: Proxies;
  readonly turnUrls: readonly string[];
  readonly signUp: 'open' | 'closed';
  readonly logLevel: LogLevel;
  readonly metrics: 'token' | 'open' | 'off';
}

/** The name of a kind of option. */
export type KindName = keyof KindValues;

const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** How much the server says; the levels of pino. */
export type LogLevel = (typeof logLevels)[number];

function url(text: string, protocols: readonly string[]): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const parsed = new URL(text);
  return protocols.includes(parsed.protocol) ? parsed : undefined;
}

/** The origin exactly as browsers send it, or `undefined` when the text is not just an origin. */
function origin(text: string): string | undefined {
  const parsed = url(text, ['http:', 'https:']);
  const bare = parsed !== undefined && `${parsed.pathname}${parsed.search}${parsed.hash}` === '/';
  return bare && parsed.username === '' ? parsed.origin : undefined;
}

/** By the grammar of RFC 7064 and RFC 7065; a bad one would make every page's peer connection throw. */
function isTurnUrl(text: string): boolean {
  const found =
    /^(turns?|stuns?):([\w.-]+|\[[\da-fA-F:.]+\])(?::(\d{1,5}))?(\?transport=(?:udp|tcp))?$/u.exec(
      text,
    );
  if (found === null) return false;
  const [, scheme = '', , port = '1', transport] = found;
  const isTurn = scheme.startsWith('turn');
  return Number(port) > 0 && Number(port) <= 65_535 && (isTurn || transport === undefined);
}

function list(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function oneOf<T extends string>(values: readonly T[]): Kind<T> {
  return {
    allowed: `one of ${values.join(', ')}`,
    parse: (text) => values.find((value) => value === text.toLowerCase()),
  };
}

/** A whole number of at least `least`. */
export function atLeast(least: number): Kind<number> {
  return {
    allowed: `a whole number of at least ${least}`,
    parse: (text) => {
      const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      return value >= least ? value : undefined;
    },
  };
}

/** Every kind of option there is. */
export const kinds: { readonly [K in KindName]: Kind<KindValues[K]> } = {
  port: {
    allowed: 'a port number from 0 to 65535 (0 takes any free one)',
    parse: (text) => (/^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined),
  },
  host: {
    allowed: 'a host name or address without a port, like 127.0.0.1 or 0.0.0.0',
    parse: (text) => (/^([\w.-]+|[\da-fA-F:.]+)$/.test(text) ? text : undefined),
  },
  text: { allowed: 'a text', parse: (text) => text },
  secret: {
    allowed: 'visible ASCII characters without spaces',
    parse: (text) => (/^[\x21-\x7e]+$/.test(text) ? text : undefined),
  },
  key: {
    allowed: 'at least 32 visible ASCII characters without spaces',
    parse: (text) => (/^[\x21-\x7e]{32,}$/.test(text) ? text : undefined),
  },
  keys: {
    allowed:
      'at least 32 visible ASCII characters without spaces; several, the newest first, separated by commas',
    parse: (text) => {
      const keys = text.split(',');
      return keys.every((key) => /^[\x21-\x7e]{32,}$/.test(key)) ? keys : undefined;
    },
  },
  id: atLeast(1),
  path: { allowed: 'a path', parse: (text) => text },
  switch: {
    allowed: '1 or 0',
    parse: (text) => {
      if (['1', 'true', 'yes', 'on'].includes(text.toLowerCase())) return true;
      return ['0', 'false', 'no', 'off'].includes(text.toLowerCase()) ? false : undefined;
    },
  },
  url: {
    allowed: 'a URL that begins with http:// or https://',
    parse: (text) => url(text, ['http:', 'https:'])?.href.replace(/\/$/, ''),
  },
  postgresUrl: {
    allowed: 'a URL that begins with postgres:// or postgresql://',
    parse: (text) => (url(text, ['postgres:', 'postgresql:']) ? text : undefined),
  },
  redisUrl: {
    allowed: 'a URL that begins with redis:// or rediss://',
    parse: (text) => (url(text, ['redis:', 'rediss:']) ? text : undefined),
  },
  origins: {
    allowed: 'origins separated by commas, like https://app.example.com,http://localhost:5173',
    parse: (text) => {
      const origins = list(text).map((part) => {
        const value = origin(part);
        if (value !== undefined) return value;
        throw new BadValue(
          `"${part}" is not an origin. An origin is a scheme, a host and perhaps a port, like ` +
            'https://app.example.com, without a path; separate several by commas',
        );
      });
      return origins.length > 0 ? [...new Set(origins)] : undefined;
    },
  },
  proxies: {
    allowed: 'how many proxies stand before the server (1), or their addresses separated by commas',
    parse: (text) => {
      if (/^\d{1,2}$/.test(text)) return Number(text);
      const addresses = list(text);
      const fine = addresses.every((part) => /^[\da-fA-F.:]+(\/\d{1,3})?$/.test(part));
      return fine && addresses.length > 0 ? addresses : undefined;
    },
  },
  turnUrls: {
    allowed:
      'URLs of TURN or STUN servers separated by commas, like turn:turn.example.com:3478?transport=udp,turns:turn.example.com:5349?transport=tcp',
    parse: (text) => {
      const urls = list(text);
      for (const part of urls) {
        if (isTurnUrl(part)) continue;
        throw new BadValue(
          `"${part}" is none of turn:host, turns:host and stun:host, with perhaps :port and, but for stun:, ` +
            '?transport=udp or ?transport=tcp; separate several by commas',
        );
      }
      return urls.length > 0 ? [...new Set(urls)] : undefined;
    },
  },
  signUp: oneOf(['open', 'closed']),
  logLevel: oneOf(logLevels),
  metrics: oneOf(['token', 'open', 'off']),
};

import type { KindName } from './kinds.ts';

/** One option: everything about it that the program, its help and the documentation say. */
export interface OptionRow {
  /** The environment variable. */
  readonly env: string;
  /** The flag of `parley serve`, without its dashes. Secrets have none: arguments show in `ps`. */
  readonly flag?: string;
  readonly kind: KindName;
  /** `null` where there is none; then `unset` says what happens. */
  readonly default: string | number | boolean | null;
  readonly unset?: string;
  /** Never printed: not in the help, the log or an error. */
  readonly secret?: true;
  readonly description: string;
}

/** Every option of the server, as data: type, default, variable, flag, help and documentation. */
export const options = {
  port: {
    env: 'PORT',
    flag: 'port',
    kind: 'port',
    default: 3000,
    description: 'The port to listen on.',
  },
  host: {
    env: 'HOST',
    flag: 'host',
    kind: 'host',
    default: '127.0.0.1',
    description: 'The address to listen on. 0.0.0.0 opens the server to the network.',
  },
  dataDir: {
    env: 'PARLEY_DATA_DIR',
    flag: 'data-dir',
    kind: 'path',
    default: './data',
    description:
      'The folder of the embedded database, generated secrets and files. Private to its user.',
  },
  databaseUrl: {
    env: 'DATABASE_URL',
    kind: 'postgresUrl',
    default: null,
    unset: 'the embedded database in the data folder',
    secret: true,
    description: 'A Postgres database to use instead of the embedded one.',
  },
  redisUrl: {
    env: 'REDIS_URL',
    kind: 'redisUrl',
    default: null,
    unset: 'one node',
    secret: true,
    description: 'Redis between several nodes on one Postgres: messages, tickets, leases.',
  },
  appToken: {
    env: 'PARLEY_APP_TOKEN',
    kind: 'secret',
    default: null,
    unset: 'generated into the data folder, file app-token',
    secret: true,
    description: 'What your own back ends and the parley command show to the server.',
  },
  origins: {
    env: 'PARLEY_ORIGINS',
    flag: 'origins',
    kind: 'origins',
    default: null,
    unset: "the server's own origin only",
    description: 'The web origins that may open sockets and use cookies, separated by commas.',
  },
  publicUrl: {
    env: 'PARLEY_PUBLIC_URL',
    flag: 'public-url',
    kind: 'url',
    default: null,
    unset: 'the address the server listens on',
    description: 'Where people reach the server, when a proxy stands before it; used in links.',
  },
  trustProxy: {
    env: 'PARLEY_TRUST_PROXY',
    flag: 'trust-proxy',
    kind: 'proxies',
    default: 0,
    description:
      'Whose X-Forwarded headers to believe: how many proxies stand before the server, or their addresses.',
  },
  demo: {
    env: 'PARLEY_DEMO',
    flag: 'demo',
    kind: 'switch',
    default: null,
    unset:
      'on when HOST is loopback and none of DATABASE_URL, PARLEY_ORIGINS, NODE_ENV=production is set',
    description:
      'Fill an empty database with a demo community: demo1@example.com to demo5@example.com, password parley-demo.',
  },
  signUp: {
    env: 'PARLEY_SIGN_UP',
    flag: 'sign-up',
    kind: 'signUp',
    default: null,
    unset: 'open where the demo would be made (see PARLEY_DEMO) or PARLEY_DEMO=1, closed otherwise',
    description:
      'Whether people may make accounts themselves: open or closed. A server for others stays closed until its owner decides.',
  },
  graphiql: {
    env: 'PARLEY_GRAPHIQL',
    flag: 'graphiql',
    kind: 'switch',
    default: null,
    unset: 'on where the demo would be made (see PARLEY_DEMO), off otherwise',
    description: 'Serve GraphiQL at /graphql and let the schema be asked for: for development.',
  },
  jwtSecret: {
    env: 'PARLEY_JWT_SECRET',
    kind: 'key',
    default: null,
    unset: 'no HS256 tokens are accepted',
    secret: true,
    description: "The key of your application's own HS256 tokens; `sub` is its user id.",
  },
  jwksUrl: {
    env: 'PARLEY_JWKS_URL',
    flag: 'jwks-url',
    kind: 'url',
    default: null,
    unset: 'no tokens signed by a key pair are accepted',
    description: "Where the public keys of your application's tokens are.",
  },
  jwtIssuer: {
    env: 'PARLEY_JWT_ISSUER',
    flag: 'jwt-issuer',
    kind: 'text',
    default: null,
    unset: 'any issuer',
    description: 'The `iss` that those tokens must have.',
  },
  jwtAudience: {
    env: 'PARLEY_JWT_AUDIENCE',
    flag: 'jwt-audience',
    kind: 'text',
    default: null,
    unset: 'any audience',
    description: 'The `aud` that those tokens must have.',
  },
  secret: {
    env: 'PARLEY_SECRET',
    kind: 'keys',
    default: null,
    unset: 'generated into the data folder or, with DATABASE_URL, the database',
    secret: true,
    description:
      'What the keys of access tokens are made of. All nodes of one database share it. Several, the newest first: the first one signs, all verify.',
  },
  communityId: {
    env: 'PARLEY_COMMUNITY_ID',
    flag: 'community-id',
    kind: 'id',
    default: 1,
    description:
      'The id of this community, in access tokens and answers. Tokens of another one are refused.',
  },
  cableEchoChannel: {
    env: 'PARLEY_CABLE_ECHO_CHANNEL',
    flag: 'cable-echo-channel',
    kind: 'switch',
    default: false,
    description:
      'Add `channel` and `data` to Action Cable messages, for receivers that look for those instead of `identifier` and `message`.',
  },
  filesDir: {
    env: 'PARLEY_FILES_DIR',
    flag: 'files-dir',
    kind: 'path',
    default: null,
    unset: 'the folder files in the data folder',
    description:
      'The folder of attachments and shared pages. Several nodes share one folder, whichever way it is mounted.',
  },
  turnUrls: {
    env: 'PARLEY_TURN_URLS',
    flag: 'turn-urls',
    kind: 'turnUrls',
    default: null,
    unset: 'calls find direct paths only',
    description:
      'The Coturn that relays calls where no direct path leads (`deploy/coturn`), as browsers reach it.',
  },
  turnSecret: {
    env: 'PARLEY_TURN_SECRET',
    kind: 'key',
    default: null,
    unset: 'none, and PARLEY_TURN_URLS names no turn: or turns:',
    secret: true,
    description:
      "Coturn's `static-auth-secret`: what credentials are made with, for one member and one call each.",
  },
  metrics: {
    env: 'PARLEY_METRICS',
    flag: 'metrics',
    kind: 'metrics',
    default: 'token',
    description:
      'Who may read GET /metrics: those who show the app token, everybody who reaches the server (open), or nobody (off).',
  },
  logLevel: {
    env: 'PARLEY_LOG_LEVEL',
    flag: 'log-level',
    kind: 'logLevel',
    default: 'info',
    description:
      'How much the server writes to its log: silent, fatal, error, warn, info, debug, trace.',
  },
} as const;

/** The name of an option. */
export type OptionName = keyof typeof options;

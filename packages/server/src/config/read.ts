import { domainLimits, type DomainLimits } from '@parley/domains/limits';
import { type LimitRow, type Limits, limits } from '@parley/hub';
import { BadValue, type Kind, type KindValues, atLeast, kinds } from './kinds.ts';
import { serverLimits, type ServerLimits } from './server-limits.ts';
import { type OptionName, type OptionRow, options } from './options.ts';

/** Settings that cannot be: one line for each, naming the variable, what was given, what may be. */
export class ConfigError extends Error {}

type ValueOf<Row extends { readonly kind: keyof KindValues; readonly default: unknown }> =
  Row['default'] extends null ? KindValues[Row['kind']] | null : KindValues[Row['kind']];

/** Every option as it was given or by default; `null` where it is unset and has none. */
export type Given = { readonly [K in OptionName]: ValueOf<(typeof options)[K]> };

/** The settings of one server, complete. */
export interface Config extends Omit<Given, 'demo' | 'signUp' | 'graphiql'> {
  /** Whether an empty database is filled with the demo community. */
  readonly demo: boolean;
  readonly signUp: 'open' | 'closed';
  /** Whether GraphiQL and introspection are there. */
  readonly graphiql: boolean;
  readonly limits: Limits;
  readonly domainLimits: DomainLimits;
  readonly serverLimits: ServerLimits;
}

/** Environment variables; empty ones count as unset. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Values by flag name, as `parseArgs` gives them. */
export type Flags = Readonly<Record<string, string | boolean | undefined>>;

/**
 * Reads the settings: a flag wins over its environment variable, which wins over the default.
 *
 * @throws ConfigError with one line per bad value.
 */
export function readConfig(env: Env, flags: Flags = {}): Config {
  const problems: string[] = [];
  const values: Partial<Record<OptionName, unknown>> = {};
  for (const name of Object.keys(options) as OptionName[]) {
    const row: OptionRow = options[name];
    const text = given(row, env, flags);
    const kind: Kind<unknown> = kinds[row.kind];
    values[name] =
      text === undefined ? row.default : parse(kind, row.env, text, problems, row.secret);
  }
  const hub = readLimits(limits, env, problems);
  const domains = readLimits(domainLimits, env, problems);
  const own = readLimits(serverLimits, env, problems);
  if (typeof values.redisUrl === 'string' && values.databaseUrl === null) {
    problems.push(
      'REDIS_URL connects several nodes, and those share a database: set DATABASE_URL too, or unset REDIS_URL.',
    );
  }
  problems.push(...turnProblems(values as Given));
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  const { demo, signUp, graphiql, ...rest } = values as Given;
  return {
    ...rest,
    demo: demo ?? isQuietlyLocal(rest, env),
    graphiql: graphiql ?? isQuietlyLocal(rest, env),
    signUp: signUp ?? (demo === true || isQuietlyLocal(rest, env) ? 'open' : 'closed'),
    limits: hub,
    domainLimits: domains,
    serverLimits: own,
  };
}

/** A relay without its secret lets nobody in, and a secret without a relay is a line that got lost. */
function turnProblems({ turnUrls, turnSecret }: Given): readonly string[] {
  const relays = turnUrls?.some((url) => /^turns?:/u.test(url)) === true;
  if (relays && turnSecret === null) {
    return [
      "PARLEY_TURN_URLS names a TURN server, and that lets in by a shared secret: set PARLEY_TURN_SECRET to Coturn's static-auth-secret too.",
    ];
  }
  if (!relays && turnSecret !== null) {
    return [
      'PARLEY_TURN_SECRET is for a TURN server: set PARLEY_TURN_URLS to its turn: or turns: URL too, or unset the secret.',
    ];
  }
  return [];
}

/** Whether only this machine can reach a server that listens there. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** A server that nobody set up for anything but a first look. */
function isQuietlyLocal(
  config: Pick<Given, 'host' | 'databaseUrl' | 'origins'>,
  env: Env,
): boolean {
  return (
    isLoopback(config.host) &&
    config.databaseUrl === null &&
    config.origins === null &&
    env['NODE_ENV'] !== 'production'
  );
}

function given(row: OptionRow, env: Env, flags: Flags): string | undefined {
  const flag = row.flag === undefined ? undefined : flags[row.flag];
  if (typeof flag === 'boolean') return flag ? '1' : '0';
  const text = (flag ?? env[row.env])?.trim();
  return text === '' ? undefined : text;
}

/** The limits of a table; one that cannot be is a problem, and has its default until that is told. */
function readLimits<Name extends string>(
  rows: { readonly [K in Name]: LimitRow },
  env: Env,
  problems: string[],
): { readonly [K in Name]: number } {
  const chosen = Object.entries<LimitRow>(rows).map(
    ([name, { env: variable, default: preset }]) => {
      const text = env[variable];
      const isSet = text !== undefined && text !== '';
      return [name, isSet ? (parse(atLeast(1), variable, text, problems) ?? preset) : preset];
    },
  );
  return Object.fromEntries(chosen) as { readonly [K in Name]: number };
}

function parse<T>(
  kind: Kind<T>,
  env: string,
  text: string,
  problems: string[],
  secret = false,
): T | undefined {
  try {
    const value = kind.parse(text);
    const not = secret ? '; what was given is not' : `, not ${JSON.stringify(text)}`;
    if (value === undefined) problems.push(`${env} must be ${kind.allowed}${not}.`);
    return value;
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    problems.push(`${env}: ${error.message}.`);
    return undefined;
  }
}

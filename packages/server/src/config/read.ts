import { type LimitName, type Limits, limits } from '@parley/hub';
import { BadValue, type Kind, type KindValues, atLeast, kinds } from './kinds.ts';
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
  const chosen: Partial<Record<LimitName, number>> = {};
  for (const name of Object.keys(limits) as LimitName[]) {
    const text = env[limits[name].env];
    const value =
      text === undefined || text === ''
        ? limits[name].default
        : parse(atLeast(1), limits[name].env, text, problems);
    if (value !== undefined) chosen[name] = value;
  }
  if (typeof values.redisUrl === 'string' && values.databaseUrl === null) {
    problems.push(
      'REDIS_URL connects several nodes, and those share a database: set DATABASE_URL too, or unset REDIS_URL.',
    );
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  const { demo, signUp, graphiql, ...rest } = values as Given;
  return {
    ...rest,
    demo: demo ?? isQuietlyLocal(rest, env),
    graphiql: graphiql ?? isQuietlyLocal(rest, env),
    signUp: signUp ?? (demo === true || isQuietlyLocal(rest, env) ? 'open' : 'closed'),
    limits: chosen as Limits,
  };
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

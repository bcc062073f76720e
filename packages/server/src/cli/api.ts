import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { APP_TOKEN_FILE } from '../app-token.ts';
import { isLoopback, readConfig, type Env } from '../config/index.ts';
import { CliError, exits } from './command.ts';

/** The running server, seen with the app token. */
export class Api {
  readonly url: string;
  readonly #token: string;
  readonly #signal: AbortSignal;

  constructor(options: { url: string; token: string; signal: AbortSignal }) {
    this.url = options.url;
    this.#token = options.token;
    this.#signal = options.signal;
  }

  /** The same as {@link ask} for what may not be there: `undefined` then. */
  async find(path: string): Promise<Response | undefined> {
    const response = await this.#fetch(path);
    return response.status === 404 ? undefined : this.#good(response);
  }

  /** Asks; answers the response when it is a good one, else throws with the server's own words. */
  async ask(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.#good(await this.#fetch(path, body, headers));
  }

  async #fetch(
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const given = body === undefined ? {} : { 'content-type': 'application/json' };
    try {
      return await fetch(this.url + path, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${this.#token}`, ...given, ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: this.#signal,
      });
    } catch (error) {
      if (this.#signal.aborted) throw error;
      throw new NoServer(this.url);
    }
  }

  async #good(response: Response): Promise<Response> {
    if (response.ok) return response;
    if (response.status === 401) {
      throw new CliError(
        `The server at ${this.url} does not know this app token. Set PARLEY_APP_TOKEN to its own.`,
      );
    }
    throw new CliError(`The server refused (${response.status}): ${await reason(response)}`);
  }
}

/** Nothing answers where the server should be. */
export class NoServer extends CliError {
  constructor(url: string) {
    super(
      `No Parley server answers at ${url}. Start one with "parley serve" (or "npm start"), or set ` +
        'PARLEY_URL to where it runs.',
      exits.noServer,
    );
  }
}

/** No app token was given and none can be found. */
export class NoToken extends CliError {}

/** Finds the server and the token: from the environment, or from the data folder of a local one. */
export async function connect(env: Env, signal: AbortSignal): Promise<Api> {
  const { port, host, dataDir, appToken } = readConfig(env);
  const url = (env['PARLEY_URL'] || `http://${reachable(host)}:${port}`).replace(/\/+$/, '');
  if (!URL.canParse(url)) {
    throw new CliError(`PARLEY_URL must be a URL, not ${JSON.stringify(url)}.`, exits.usage);
  }
  const token = appToken ?? (await tokenOf(dataDir, new URL(url).hostname));
  return new Api({ url, token, signal });
}

async function tokenOf(dataDir: string, hostname: string): Promise<string> {
  const file = join(dataDir, APP_TOKEN_FILE);
  // The token of this machine's server is none of another machine's business.
  if (!isLoopback(hostname.replace(/^\[|\]$/g, ''))) {
    throw new NoToken(`Set PARLEY_APP_TOKEN to the app token of the server at ${hostname}.`);
  }
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch {
    throw new NoToken(
      `There is no app token: PARLEY_APP_TOKEN is not set and ${file} cannot be read. ` +
        'A server that has run with this data folder has made one.',
    );
  }
}

/** A server that listens everywhere is reached here. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

async function reason(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && 'error' in body) {
      const { error } = body;
      if (typeof error === 'object' && error !== null && 'message' in error) {
        const fields = 'fields' in error && typeof error.fields === 'object' ? error.fields : null;
        const wrong = Object.entries(fields ?? {}).map(([name, text]) => `${name}: ${text}`);
        return [String(error.message), ...wrong].join(' ');
      }
    }
  } catch {
    // Not JSON: some proxy's page.
  }
  return text.slice(0, 200);
}

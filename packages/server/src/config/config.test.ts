import { limits } from '@parley/hub';
import { describe, expect, it } from 'vitest';
import { helpText } from './describe.ts';
import { kinds } from './kinds.ts';
import { type OptionRow, options } from './options.ts';
import { ConfigError, readConfig } from './read.ts';

const problem = (env: Record<string, string>): string => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('no complaint');
};

describe('settings', () => {
  it('need nothing: the defaults are a private server for a first look', () => {
    expect(readConfig({})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      dataDir: './data',
      databaseUrl: null,
      origins: null,
      demo: true,
      signUp: 'open',
      trustProxy: 0,
      limits: { frameBytes: 65_536 },
    });
  });

  it('come from the environment, and a flag wins over it', () => {
    const config = readConfig({ PORT: '4000', HOST: 'localhost' }, { port: '5000', demo: false });
    expect(config).toMatchObject({ port: 5000, host: 'localhost', demo: false });
  });

  it('that are empty are unset', () => {
    expect(readConfig({ PORT: '', PARLEY_ORIGINS: ' ' })).toMatchObject({ port: 3000, demo: true });
  });

  it.each([
    [{ HOST: '0.0.0.0' }],
    [{ HOST: '::' }],
    [{ DATABASE_URL: 'postgres://localhost/parley' }],
    [{ PARLEY_ORIGINS: 'https://app.example.com' }],
    [{ NODE_ENV: 'production' }],
    [{ PARLEY_DEMO: '0' }],
  ])('make no demo community with %o', (env: Record<string, string>) => {
    expect(readConfig(env).demo).toBe(false);
    expect(readConfig({ ...env, PARLEY_DEMO: '1' }).demo).toBe(true);
  });

  it.each(['localhost', '127.0.0.1', '127.8.0.1', '::1'])('call %s loopback', (host) => {
    expect(readConfig({ HOST: host })).toMatchObject({ demo: true, signUp: 'open' });
  });

  it('close sign-up on a server for others until the owner opens it', () => {
    expect(readConfig({ PARLEY_ORIGINS: 'https://app.example.com' }).signUp).toBe('closed');
    expect(readConfig({ NODE_ENV: 'production' }).signUp).toBe('closed');
    expect(readConfig({ PARLEY_DEMO: '0' }).signUp).toBe('open');
    expect(readConfig({ HOST: '0.0.0.0' }).signUp).toBe('closed');
    expect(readConfig({ HOST: '0.0.0.0', PARLEY_DEMO: '1' }).signUp).toBe('open');
    expect(readConfig({ HOST: '0.0.0.0', PARLEY_SIGN_UP: 'open' }).signUp).toBe('open');
  });

  it('take origins as people write them and keep them as browsers send them', () => {
    expect(
      readConfig({ PARLEY_ORIGINS: 'https://App.example.com/, http://localhost:5173,' }),
    ).toHaveProperty('origins', ['https://app.example.com', 'http://localhost:5173']);
  });

  it('take limits by the name that their table gives', () => {
    expect(readConfig({ [limits.frameBytes.env]: '1024' }).limits.frameBytes).toBe(1024);
    expect(readConfig({}).domainLimits).toMatchObject({ fanoutLimit: 500, callParticipants: 8 });
    expect(readConfig({ PARLEY_CHAT_FANOUT_LIMIT: '20' }).domainLimits.fanoutLimit).toBe(20);
  });

  it.each([
    [
      { PORT: '80a' },
      'PORT must be a port number from 0 to 65535 (0 takes any free one), not "80a".',
    ],
    [{ PORT: '70000' }, /^PORT must be a port number.*"70000"\.$/],
    [{ HOST: 'http://x:3' }, /^HOST must be a host name.*"http:\/\/x:3"\.$/],
    [{ DATABASE_URL: 'mysql://me:pw@x' }, /^DATABASE_URL must be a URL that begins with postgres:/],
    [{ REDIS_URL: 'redis://x' }, /^REDIS_URL connects several nodes.* set DATABASE_URL too/],
    [{ REDIS_URL: 'http://x' }, /^REDIS_URL must be a URL that begins with redis:/],
    [
      { PARLEY_ORIGINS: 'https://a.example.com/x' },
      /^PARLEY_ORIGINS: "https:\/\/a\.example\.com\/x" is not an origin\./,
    ],
    [{ PARLEY_ORIGINS: '*' }, /^PARLEY_ORIGINS: "\*" is not an origin/],
    [{ PARLEY_SIGN_UP: 'maybe' }, 'PARLEY_SIGN_UP must be one of open, closed, not "maybe".'],
    [{ PARLEY_LOG_LEVEL: 'loud' }, /^PARLEY_LOG_LEVEL must be one of silent, fatal/],
    [
      { PARLEY_COMMUNITY_ID: '0' },
      'PARLEY_COMMUNITY_ID must be a whole number of at least 1, not "0".',
    ],
    [
      { PARLEY_CHAT_FANOUT_LIMIT: '0' },
      'PARLEY_CHAT_FANOUT_LIMIT must be a whole number of at least 1, not "0".',
    ],
    [{ PARLEY_METRICS: 'all' }, 'PARLEY_METRICS must be one of token, open, off, not "all".'],
    [
      { PARLEY_TURN_URLS: 'turn:turn.example.com' },
      /^PARLEY_TURN_URLS names a TURN server.* set PARLEY_TURN_SECRET/,
    ],
    [{ PARLEY_TURN_SECRET: 's'.repeat(32) }, /^PARLEY_TURN_SECRET is .* set PARLEY_TURN_URLS/],
    [
      { PARLEY_TURN_URLS: 'https://turn.example.com', PARLEY_TURN_SECRET: '' },
      /^PARLEY_TURN_URLS: "https:\/\/turn\.example\.com" is none of turn:host/,
    ],
    [{ PARLEY_TURN_URLS: 'stun:x:70000' }, /^PARLEY_TURN_URLS: "stun:x:70000" is none of/],
    [{ PARLEY_TURN_LIFETIME: '0' }, /^PARLEY_TURN_LIFETIME must be a whole number of at least 1/],
    [{ PARLEY_DEMO: 'x' }, 'PARLEY_DEMO must be 1 or 0, not "x".'],
    [{ PARLEY_PUBLIC_URL: 'example.com' }, /^PARLEY_PUBLIC_URL must be a URL/],
    [{ PARLEY_TRUST_PROXY: 'all' }, /^PARLEY_TRUST_PROXY must be how many proxies/],
    [
      { [limits.frameBytes.env]: '-1' },
      /^PARLEY_FRAME_BYTES must be a whole number of at least 1, not "-1"\.$/,
    ],
  ])('that cannot be are refused in one line: %o', (env, message) => {
    const line = problem(env);
    expect(line).toMatch(message);
    expect(line).not.toContain('\n');
  });

  it('never repeat a secret, not even a bad one', () => {
    expect(problem({ PARLEY_APP_TOKEN: 'hush hush' })).not.toContain('hush');
    expect(problem({ DATABASE_URL: 'mysql://me:hush@x' })).not.toContain('hush');
    expect(problem({ PARLEY_TURN_SECRET: 'hush' })).not.toContain('hush');
  });

  it('take several secrets, the newest first, and none that is short', () => {
    const [next, before] = ['n'.repeat(32), 'b'.repeat(40)];
    expect(readConfig({ PARLEY_SECRET: before }).secret).toEqual([before]);
    expect(readConfig({ PARLEY_SECRET: `${next},${before}` }).secret).toEqual([next, before]);
    const said = problem({ PARLEY_SECRET: `${next},short` });
    expect(said).toMatch(/^PARLEY_SECRET must be at least 32 visible/);
    expect(said).not.toContain('short');
  });

  it('take the servers of calls with their secret, and STUN without', () => {
    const urls = 'turn:[::1]:3478?transport=udp, turns:turn.example.com,stun:x:1';
    const env = { PARLEY_TURN_URLS: urls, PARLEY_TURN_SECRET: 's'.repeat(32) };
    expect(readConfig(env)).toMatchObject({
      turnUrls: ['turn:[::1]:3478?transport=udp', 'turns:turn.example.com', 'stun:x:1'],
      serverLimits: { turnLifetime: 3_600_000 },
    });
    expect(readConfig({ PARLEY_TURN_URLS: 'stun:x' }).turnUrls).toEqual(['stun:x']);
  });

  it('all complain at once', () => {
    expect(problem({ PORT: 'x', PARLEY_DEMO: 'x' }).split('\n')).toHaveLength(2);
  });

  it('are each in the help, and each default is a value of its kind', () => {
    for (const row of Object.values(options) as readonly OptionRow[]) {
      expect(helpText()).toContain(row.env);
      if (row.default !== null)
        expect(kinds[row.kind].parse(String(row.default))).toBe(row.default);
    }
  });
});

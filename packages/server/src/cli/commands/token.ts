import { connect } from '../api.ts';
import { CliError, exits, type Command } from '../command.ts';
import { memberIdOf } from '../member-id.ts';

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `parley token`. */
export const token: Command = {
  usage: 'token <member id>',
  summary: "Mint an access token in a member's name, for a program of theirs.",
  details: 'Valid for an hour, or for --for 30m, 12h, 7d. It is shown once.',
  flags: { for: { type: 'string', default: '1h' } },
  words: [1, 1],
  async run({ io, words, flag }) {
    const memberId = memberIdOf(words[0]);
    const api = await connect(io.env, io.signal);
    const lifetimeMs = lifetime(flag('for') ?? '1h');
    const response = await api.ask('/api/admin/tokens', { memberId, lifetimeMs });
    const minted: unknown = await response.json();
    if (typeof minted !== 'object' || minted === null || !('token' in minted)) {
      throw new CliError('The server answered without a token.');
    }
    io.out(String(minted.token));
    if ('expiresAt' in minted) io.say(`Valid until ${String(minted.expiresAt)}.`);
    return exits.done;
  },
};

function lifetime(text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const ms = Number(count) * (units[unit] ?? Number.NaN);
  if (ms > 0) return ms;
  throw new CliError(`--for must be like 30m, 12h or 7d, not "${text}".`, exits.usage);
}

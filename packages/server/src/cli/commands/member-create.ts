import { randomBytes } from 'node:crypto';
import { readConfig } from '../../config/index.ts';
import { connect, NoServer, NoToken } from '../api.ts';
import { CliError, exits, type Command, type Io } from '../command.ts';

interface NewMember {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly role: 'member' | 'admin';
}

/** `parley member create`. */
export const memberCreate: Command = {
  usage: 'member create <email>',
  summary: 'Make a member, on the running server or, when it is stopped, in its database.',
  details:
    'The name is --name, or what stands before the @. --admin makes an administrator.\n' +
    'A password is made and printed; --password-stdin reads one from the standard input instead.',
  flags: {
    name: { type: 'string' },
    admin: { type: 'boolean' },
    'password-stdin': { type: 'boolean' },
  },
  words: [1, 1],
  async run({ io, words, flag, has }) {
    const email = words[0] ?? '';
    const given = has('password-stdin') ? (await io.input()).replace(/\r?\n$/, '') : undefined;
    const member: NewMember = {
      email,
      name: flag('name') ?? email.replace(/@.*$/, ''),
      password: given ?? randomBytes(12).toString('base64url'),
      role: has('admin') ? 'admin' : 'member',
    };
    check(member);
    const id = await create(io, member);
    io.say(`Made ${member.role} ${member.name} <${email}>, id ${id}.`);
    if (given === undefined) {
      io.say('The password, shown this once:');
      io.out(member.password);
    }
    return exits.done;
  },
};

function check({ email, password }: NewMember): void {
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
    throw new CliError(`"${email}" is no e-mail address.`, exits.usage);
  }
  if (password.length < 8) throw new CliError('A password has 8 characters or more.', exits.usage);
}

/** Answers the member's id. A server that runs is asked, since its database belongs to it. */
async function create(io: Io, member: NewMember): Promise<number> {
  try {
    const api = await connect(io.env, io.signal);
    const made: unknown = await (await api.ask('/api/admin/members', member)).json();
    const isMember = typeof made === 'object' && made !== null && 'id' in made;
    if (isMember && typeof made.id === 'number') return made.id;
    throw new CliError('The server answered without a member.');
  } catch (error) {
    // Who says where the server is means that one.
    const isHere = !io.env['PARLEY_URL'];
    if (isHere && (error instanceof NoServer || error instanceof NoToken))
      return offline(io, member);
    throw error;
  }
}

/** Under the folder's lock, which a server that runs would hold. */
async function offline(io: Io, member: NewMember): Promise<number> {
  // Loaded here, so that the other commands start at once.
  const { createParley } = await import('../../parley.ts');
  const parley = await createParley({ ...readConfig(io.env), demo: false, logLevel: 'warn' });
  try {
    return (await parley.identity.createMember(member)).id;
  } finally {
    await parley.close();
  }
}

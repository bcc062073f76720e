import { connect } from '../api.ts';
import { exits, type Command } from '../command.ts';
import { memberIdOf } from '../member-id.ts';

/** `parley member deactivate`. */
export const memberDeactivate: Command = {
  usage: 'member deactivate <member id>',
  summary: 'Keep a member out, with everything they have open.',
  details:
    'Ends their sessions and tokens on every node, and refuses those that the application signs. What\n' +
    'they said stays.',
  flags: {},
  words: [1, 1],
  async run({ io, words }) {
    const memberId = memberIdOf(words[0]);
    const api = await connect(io.env, io.signal);
    await api.ask(`/api/admin/members/${memberId}/deactivate`, {});
    io.say(`Member ${memberId} is kept out.`);
    return exits.done;
  },
};

/** `parley member activate`. */
export const memberActivate: Command = {
  usage: 'member activate <member id>',
  summary: 'Let a member in again.',
  details: 'They sign in anew; sessions and tokens that ended stay ended.',
  flags: {},
  words: [1, 1],
  async run({ io, words }) {
    const memberId = memberIdOf(words[0]);
    const api = await connect(io.env, io.signal);
    await api.ask(`/api/admin/members/${memberId}/activate`, {});
    io.say(`Member ${memberId} may come in again.`);
    return exits.done;
  },
};

import { CliError, exits } from './command.ts';

/** The member whom a person means. Throws `CliError` for what is no id. */
export function memberIdOf(text: string | undefined): number {
  const memberId = Number(text);
  if (Number.isSafeInteger(memberId) && memberId >= 1) return memberId;
  throw new CliError(`A member id is a whole number, not "${text}".`, exits.usage);
}

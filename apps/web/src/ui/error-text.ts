import type { ApiError } from '../api/api-error.ts';

const texts: Readonly<Record<string, string>> = {
  offline: 'The server cannot be reached. Check your connection and try again.',
  wrong_password: 'That is not your present password.',
  sign_up_closed: 'This server takes no new accounts. Ask its administrator.',
  setup_refused: 'This link was used already, or is not the newest one.',
  bad_credentials: 'This e-mail and password do not belong together.',
  username_taken: 'Somebody has this username already. Choose another one.',
  email_taken: 'There is an account with this e-mail already. Sign in instead?',
  forbidden: 'You may not do that here.',
  not_found: 'That is not here any more.',
};

function wait(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 90) return `${seconds} second${seconds === 1 ? '' : 's'}`;
  return `${Math.ceil(seconds / 60)} minutes`;
}

/** What to tell a person about a refused request. */
export function errorText(error: ApiError): string {
  if (error.code === 'rate_limited') {
    const { retryAfter } = error;
    return retryAfter === undefined
      ? 'Too many attempts. Wait a little, then try again.'
      : `Too many attempts. Try again in ${wait(retryAfter)}.`;
  }
  return texts[error.code] ?? error.message;
}

/** Every reason for which a domain refuses, with its default text and whether a retry may succeed. */
export const domainErrors = {
  bad_credentials: { retry: false, text: 'The e-mail address or the password is wrong.' },
  wrong_password: { retry: false, text: 'The current password is wrong.' },
  email_taken: { retry: false, text: 'There is an account with this e-mail address already.' },
  sso_user_id_taken: { retry: false, text: 'There is a member with this id of yours already.' },
  username_taken: { retry: false, text: 'This username is taken.' },
  sign_up_closed: { retry: false, text: 'Accounts are made by an administrator here.' },
  setup_refused: { retry: false, text: 'This set-up link is unknown, used or expired.' },
  forbidden: { retry: false, text: 'You may not do this.' },
  invalid: { retry: false, text: 'This cannot be taken as it is.' },
  not_found: { retry: false, text: 'There is no such thing, or it is not yours to see.' },
  too_many: { retry: false, text: 'There are too many of these already.' },
  slot_taken: { retry: false, text: 'This time was taken meanwhile.' },
  slot_past: { retry: false, text: 'This time is over; choose a later one.' },
  already_asked: { retry: false, text: 'You have asked for this time already.' },
  already_settled: { retry: false, text: 'This was answered, withdrawn or cancelled already.' },
  member_gone: { retry: false, text: 'This member is not in the community any more.' },
  not_yet: { retry: false, text: 'The meeting has not begun yet.' },
  too_late: { retry: false, text: 'It is too late for this.' },
  file_too_large: { retry: false, text: 'The file is too large.' },
  file_refused: {
    retry: false,
    text: 'Files of this kind are not taken: pictures, sound, film, PDF, archives and text (UTF-8) are.',
  },
  file_mistyped: { retry: false, text: 'The file is not what it is said to be.' },
  files_full: {
    retry: false,
    text: 'Your files take all the room that there is for you; delete some.',
  },
  keys_unavailable: { retry: true, text: "The application's signing keys cannot be fetched now." },
  busy: { retry: true, text: 'Too much at once; try again in a moment.' },
} as const;

/** A code of {@link domainErrors}. */
export type DomainErrorCode = keyof typeof domainErrors;

/** A domain's refusal: nothing was changed. */
export class DomainError extends Error {
  readonly code: DomainErrorCode;
  /** Milliseconds after which a retry makes sense. */
  readonly retryAfter: number | undefined;
  /** What is wrong with which field, by its path, where it is one of what was sent. */
  readonly fields: Readonly<Record<string, string>> | undefined;

  /** @param options `field`: the one that is wrong, by its path. */
  constructor(
    code: DomainErrorCode,
    options: {
      readonly detail?: string;
      readonly retryAfter?: number;
      readonly field?: string;
    } = {},
  ) {
    super(options.detail ?? domainErrors[code].text);
    this.name = 'DomainError';
    this.code = code;
    this.retryAfter = options.retryAfter;
    this.fields = options.field === undefined ? undefined : { [options.field]: this.message };
  }
}

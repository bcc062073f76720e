/** Why the admin API refuses, with its HTTP status. */
export const adminErrors = {
  bad_request: 400,
  unauthorized: 401,
  not_found: 404,
  busy: 409,
  not_here: 501,
} as const;

/** A refusal of the admin API; the message is for the operator. */
export class AdminError extends Error {
  readonly code: keyof typeof adminErrors;
  readonly statusCode: number;

  constructor(code: keyof typeof adminErrors, message: string) {
    super(message);
    this.code = code;
    this.statusCode = adminErrors[code];
  }
}

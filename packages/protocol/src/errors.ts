/** A refused request: what it says, and whether the same request may succeed later. */
export interface ErrorRow {
  readonly text: string;
  readonly retry: boolean;
}

/**
 * Every error that the wire knows. The code is the contract; the text is for people and may change.
 * A row never goes away, and `retry` never turns from false to true.
 */
export const errors = {
  bad_frame: { text: 'The frame is not a JSON object.', retry: false },
  unknown_op: { text: 'No such operation.', retry: false },
  bad_request: { text: 'A field is missing or has the wrong form.', retry: false },
  bad_position: { text: 'The position is not one of this topic.', retry: false },
  forbidden: { text: 'You may not do this on this topic.', retry: false },
  not_joined: { text: 'Subscribe to the topic first.', retry: false },
  already_joined: { text: 'This connection is subscribed to the topic.', retry: false },
  removed: { text: 'You were removed from the topic.', retry: false },
  no_such_connection: { text: 'The target is not connected to this topic.', retry: false },
  message_id_reused: { text: 'This message id was used for another message.', retry: false },
  too_large: { text: 'The message is larger than allowed.', retry: false },
  full: { text: 'There is no room for this here any more.', retry: false },
  too_many_topics: { text: 'This connection is on as many topics as allowed.', retry: false },
  rate_limited: { text: 'Too many requests; slow down.', retry: true },
  busy: { text: 'The server has too much to do; try again.', retry: true },
  store_unavailable: { text: 'The message could not be stored; try again.', retry: true },
  stale_rights: { text: 'Rights cannot be checked at the moment; try again.', retry: true },
  internal: { text: 'Something failed on the server; try again.', retry: true },
} as const;

/** A code of {@link errors}. */
export type ErrorCode = keyof typeof errors;

/** The row of a code; for a code this version does not know, a final error with the code as its text. */
export function errorRow(code: string): ErrorRow {
  return Object.hasOwn(errors, code) ? errors[code as ErrorCode] : { text: code, retry: false };
}

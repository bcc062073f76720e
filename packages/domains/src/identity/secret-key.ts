/** The credentials of the social door, as clients keep them in two cookies. */
export interface SecretKey {
  /** The member's. */
  readonly id: number;
  readonly secretkey: string;
}

/** 256 random bits as base64url. */
const SECRET = /^[\w-]{43}$/u;
const ID = /^[1-9]\d{0,14}$/u;

/**
 * Credentials out of whatever a client sent; `undefined` unless it is an object with an `id` and a
 * `secretkey` of its own, in the form that we issue: nothing missing, empty or of another type may
 * ever be compared with what is stored.
 */
export function readSecretKey(given: unknown): SecretKey | undefined {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined;
  const id = own(given, 'id');
  const secretkey = own(given, 'secretkey');
  const idText = typeof id === 'number' ? String(id) : id;
  if (typeof idText !== 'string' || !ID.test(idText)) return undefined;
  if (typeof secretkey !== 'string' || !SECRET.test(secretkey)) return undefined;
  return { id: Number(idText), secretkey };
}

/** What a prototype says is nobody's credential. */
function own(given: object, key: string): unknown {
  return Object.hasOwn(given, key) ? Reflect.get(given, key) : undefined;
}

/** What this page is known by at the social door: read by it, for its sockets. */
export interface SecretKey {
  readonly id: string;
  readonly secretkey: string;
}

/** The secret key in the page's cookies; `undefined`: there is none. */
export function readSecretKey(cookies: string = document.cookie): SecretKey | undefined {
  const held = new Map(
    cookies.split('; ').map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))];
    }),
  );
  const id = held.get('id');
  const secretkey = held.get('secretkey');
  return id === undefined || secretkey === undefined ? undefined : { id, secretkey };
}

/** Drops both cookies. */
export function dropSecretKey(): void {
  for (const name of ['id', 'secretkey']) {
    document.cookie = `${name}=; Path=/; Max-Age=0; SameSite=Strict`;
  }
}

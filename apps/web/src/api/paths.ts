/** Where the member API begins. */
export const API = '/api/headless/v1';

/** The doors of one room: `…/messages/{uuid}` and what is below it. */
export function roomPath(uuid: string, below = ''): string {
  return `${API}/messages/${encodeURIComponent(uuid)}${below}`;
}

/** A query string of what is given: `?page=2&query=hi`, or nothing. */
export function query(values: Readonly<Record<string, string | number | undefined>>): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) given.set(name, String(value));
  }
  return given.size === 0 ? '' : `?${given}`;
}

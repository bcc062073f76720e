/** The letters of nanoid: 64 of them, so that six bits choose one. */
const LETTERS = 'useandom-26T198340PX75pxJACKVERYMINDBUSHWOLF_GQZbfghjklqvwyzrict';
const LENGTH = 21;

/** A name that nobody guesses, 21 letters long. @param random Answers that many random bytes. */
export function newSid(random: (bytes: number) => Uint8Array): string {
  let sid = '';
  for (const byte of random(LENGTH)) sid += LETTERS.charAt(byte & 63);
  return sid;
}

/** Whether a text may be one. */
export function isSid(text: string): boolean {
  return /^[\w-]{21}$/u.test(text);
}

/** What every language tells of one thing that was said or done, as far as they tell the same. */
export type Fields = Readonly<Record<string, unknown>>;

/** The text that stands for it in a recorded history. */
export function formOf(event: string, { body }: Fields): string {
  return JSON.stringify(
    event === 'newMessage' || event === 'updatedMessage' ? { event, body } : { event },
  );
}

/** A message's text as guests make it: whose it is, and their how-manieth on the topic. */
export function wordsOf(user: string, turn: number): string {
  return `${user} ${turn}`;
}

/** Reads {@link wordsOf}; an edited message keeps its beginning. */
export function saidIn(body: unknown): { readonly by: string; readonly turn: number } | undefined {
  const found = typeof body === 'string' ? /^(\S+) (\d+)/.exec(body) : null;
  return found === null ? undefined : { by: found[1] ?? '', turn: Number(found[2]) };
}

import type { ReactNode } from 'react';
import css from './typing-line.module.css';

/** "Ada is typing…" */
export function typingText(names: readonly string[]): string {
  const [first, second] = names;
  if (first === undefined) return '';
  if (second === undefined) return `${first} is typing…`;
  if (names.length === 2) return `${first} and ${second} are typing…`;
  return 'Several people are typing…';
}

/** Who is typing. Seen only: said aloud it would interrupt too often. */
export function TypingLine({ names }: { readonly names: readonly string[] }): ReactNode {
  return (
    <p className={css.typing} aria-hidden="true">
      {names.length > 0 && (
        <>
          <span className={css.dots}>
            <i />
            <i />
            <i />
          </span>
          {typingText(names)}
        </>
      )}
    </p>
  );
}

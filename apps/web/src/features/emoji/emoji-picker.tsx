import { TextInput } from '@mantine/core';
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import css from './emoji-picker.module.css';
import { findEmojis } from './emojis.ts';

/** How many stand in a row. */
const ROW = 8;

const steps: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowLeft: -1,
  ArrowDown: ROW,
  ArrowUp: -ROW,
};

/** Emoji to choose from, by their looks or by a word; the arrow keys go through them. */
export function EmojiPicker({
  onChoose,
}: {
  readonly onChoose: (emoji: string) => void;
}): ReactNode {
  const [query, setQuery] = useState('');
  const grid = useRef<HTMLDivElement>(null);
  const found = findEmojis(query);
  function buttons(): HTMLButtonElement[] {
    return [...(grid.current?.querySelectorAll('button') ?? [])];
  }
  function step(event: KeyboardEvent): void {
    const all = buttons();
    const at = all.findIndex((button) => button === document.activeElement);
    const by = steps[event.key];
    if (by === undefined || at < 0) return;
    event.preventDefault();
    all[Math.max(0, Math.min(all.length - 1, at + by))]?.focus();
  }
  return (
    <div className={css.picker}>
      <TextInput
        size="xs"
        type="search"
        aria-label="Search emoji"
        placeholder="Search emoji"
        data-autofocus
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={(event) => {
          const [first] = found;
          if (event.key === 'Enter' && first !== undefined) onChoose(first.emoji);
          else if (event.key === 'ArrowDown') buttons()[0]?.focus();
          else return;
          event.preventDefault();
        }}
      />
      {found.length === 0 && <p className={css.none}>No emoji is called that.</p>}
      <div className={css.grid} ref={grid} role="group" aria-label="Emoji" onKeyDown={step}>
        {found.map(({ emoji, words }, at) => (
          <button
            key={emoji}
            type="button"
            className={css.emoji}
            aria-label={words.split(',')[0]}
            title={words.split(',')[0]}
            tabIndex={at === 0 ? 0 : -1}
            onClick={() => onChoose(emoji)}
          >
            {emoji}
          </button>
        ))}
      </div>
    </div>
  );
}

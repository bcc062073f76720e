import { useEffect, useId, useState, type KeyboardEvent } from 'react';

interface InputProps {
  readonly role: 'combobox';
  readonly 'aria-expanded': boolean;
  readonly 'aria-controls': string;
  readonly 'aria-autocomplete': 'list';
  readonly 'aria-activedescendant': string | undefined;
  readonly onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void;
}

interface OptionProps {
  readonly id: string;
  readonly role: 'option';
  readonly 'aria-selected': boolean;
  readonly onPointerMove: () => void;
  readonly onClick: () => void;
}

/** A list below a field, walked with the arrow keys while the focus stays in the field. */
export interface Choice {
  readonly active: number;
  readonly input: InputProps;
  readonly list: { readonly id: string; readonly role: 'listbox' };
  readonly option: (at: number) => OptionProps;
}

/**
 * @param count how many options there are now; the first is active whenever `resetKey` changes
 * @param choose Enter, or a click on an option
 */
export function useChoice(
  count: number,
  choose: (at: number) => void,
  resetKey: string = '',
): Choice {
  const id = useId();
  const [active, setActive] = useState(0);
  useEffect(() => setActive(0), [resetKey]);
  const at = Math.min(active, Math.max(0, count - 1));
  const optionId = (n: number): string => `${id}${n}`;

  function walk(to: number): void {
    setActive(to);
    document.getElementById(optionId(to))?.scrollIntoView({ block: 'nearest' });
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    // An input method's Enter ends a word.
    if (count === 0 || event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') walk((at + 1) % count);
    else if (event.key === 'ArrowUp') walk((at - 1 + count) % count);
    else if (event.key === 'Enter') choose(at);
    else return;
    event.preventDefault();
  }
  return {
    active: at,
    input: {
      role: 'combobox',
      'aria-expanded': count > 0,
      'aria-controls': id,
      'aria-autocomplete': 'list',
      'aria-activedescendant': count > 0 ? optionId(at) : undefined,
      onKeyDown,
    },
    list: { id, role: 'listbox' },
    option: (n) => ({
      id: optionId(n),
      role: 'option',
      'aria-selected': n === at,
      onPointerMove: () => setActive(n),
      onClick: () => choose(n),
    }),
  };
}

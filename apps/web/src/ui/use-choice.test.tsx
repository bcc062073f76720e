// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, expect, it } from 'vitest';
import { useChoice } from './use-choice.ts';

function Fruits({
  all,
  onChoose,
}: {
  all: readonly string[];
  onChoose: (name: string) => void;
}): ReactNode {
  const choice = useChoice(all.length, (at) => onChoose(all[at] ?? ''), all.join());
  return (
    <>
      <input aria-label="Fruit" {...choice.input} />
      <ul {...choice.list}>
        {all.map((name, at) => (
          <li key={name} {...choice.option(at)}>
            {name}
          </li>
        ))}
      </ul>
    </>
  );
}

const active = (): string | null => {
  const input = screen.getByRole('combobox');
  const id = input.getAttribute('aria-activedescendant');
  const selected = screen
    .queryAllByRole('option')
    .filter((o) => o.getAttribute('aria-selected') === 'true');
  expect(selected.map((o) => o.id)).toEqual(id === null ? [] : [id]);
  return selected[0]?.textContent ?? null;
};

afterEach(cleanup);

it('the arrow keys walk the list round, Enter chooses, and new options begin at the first', () => {
  const chosen: string[] = [];
  const onChoose = (name: string): void => void chosen.push(name);
  const { rerender } = render(<Fruits all={['fig', 'pear', 'plum']} onChoose={onChoose} />);
  const press = (key: string): boolean => fireEvent.keyDown(screen.getByRole('combobox'), { key });
  expect(active()).toBe('fig');
  press('ArrowUp');
  expect(active()).toBe('plum');
  press('ArrowDown');
  press('ArrowDown');
  expect(active()).toBe('pear');
  press('Enter');
  expect(chosen).toEqual(['pear']);
  rerender(<Fruits all={['apple', 'pear']} onChoose={onChoose} />);
  expect(active()).toBe('apple');
  rerender(<Fruits all={[]} onChoose={onChoose} />);
  expect(active()).toBeNull();
  press('Enter');
  expect(chosen).toEqual(['pear']);
});

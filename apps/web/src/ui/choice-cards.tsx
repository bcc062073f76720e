import { useId, type ReactNode } from 'react';
import css from './choice-cards.module.css';

interface ChoiceCardsProps {
  readonly name: string;
  readonly label: string;
  /** The first one is chosen at the start. */
  readonly choices: readonly {
    readonly value: string;
    readonly title: string;
    readonly text: string;
  }[];
}

/** A few choices of a form, side by side, each with what it means. */
export function ChoiceCards({ name, label, choices }: ChoiceCardsProps): ReactNode {
  const id = useId();
  return (
    <fieldset className={css.set}>
      <legend className={css.label}>{label}</legend>
      <div className={css.cards}>
        {choices.map(({ value, title, text }, at) => (
          <label key={value} className={css.card}>
            <input
              type="radio"
              name={name}
              value={value}
              defaultChecked={at === 0}
              aria-describedby={`${id}${value}`}
            />
            <span className={css.title}>{title}</span>
            <span className={css.text} id={`${id}${value}`}>
              {text}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

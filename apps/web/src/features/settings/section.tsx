import { useId, type ReactNode } from 'react';
import css from './settings.module.css';

interface SectionProps {
  readonly title: string;
  readonly about?: string;
  readonly children: ReactNode;
}

/** One matter of the settings. */
export function Section({ title, about, children }: SectionProps): ReactNode {
  const id = useId();
  return (
    <section className={css.section} aria-labelledby={id}>
      <div>
        <h2 className={css.heading} id={id}>
          {title}
        </h2>
        {about !== undefined && <p className={css.about}>{about}</p>}
      </div>
      <div className={css.matter}>{children}</div>
    </section>
  );
}

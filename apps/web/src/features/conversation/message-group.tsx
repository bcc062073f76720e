import { VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { Avatar } from '../../ui/avatar.tsx';
import type { Line, LineAuthor } from './line.ts';
import css from './message-group.module.css';
import { RichText } from './rich-text.tsx';
import { clockTime, fullTime } from './times.ts';

interface MessageGroupProps {
  readonly author: LineAuthor;
  readonly mine: boolean;
  readonly lines: readonly Line[];
  /** Its last line is where Tab comes into the conversation. */
  readonly tabStop: boolean;
}

/** What one person said in a row. Each line can be reached with the arrow keys. */
export function MessageGroup({ author, mine, lines, tabStop }: MessageGroupProps): ReactNode {
  const name = mine ? 'You' : author.name;
  return (
    <li className={css.group} data-mine={mine}>
      {!mine && <Avatar name={author.name} color={author.color} />}
      <div className={css.body}>
        {!mine && (
          <p className={css.author} aria-hidden="true">
            {author.name}
          </p>
        )}
        <ol className={css.lines}>
          {lines.map(({ key, text, timestamp }, at) => (
            <li
              key={key}
              className={css.line}
              data-line
              tabIndex={tabStop && at === lines.length - 1 ? 0 : -1}
            >
              <VisuallyHidden>{name}: </VisuallyHidden>
              <div className={css.bubble} dir="auto">
                <RichText text={text} />
              </div>
              <time className={css.time} dateTime={timestamp} title={fullTime(timestamp)}>
                <span className={css.clock}>{clockTime(timestamp)}</span>
                <span className={css.full}>{fullTime(timestamp)}</span>
              </time>
            </li>
          ))}
        </ol>
      </div>
    </li>
  );
}

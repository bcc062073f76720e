import type { ReactNode } from 'react';
import { Avatar } from '../../ui/avatar.tsx';
import type { Line, LineAuthor } from './line.ts';
import css from './message-group.module.css';
import { MessageLine } from './message-line.tsx';

/** What of a list is told apart from the rest, by the keys of lines. */
export interface LineStates {
  readonly active: string | undefined;
  readonly editing: string | undefined;
  readonly marked: string | undefined;
}

interface MessageGroupProps extends LineStates {
  readonly author: LineAuthor;
  readonly mine: boolean;
  readonly lines: readonly Line[];
  /** Its last line is where Tab comes into the conversation. */
  readonly tabStop: boolean;
  readonly inThread: boolean;
  readonly onHold: (held: boolean) => void;
}

/** What one person said in a row. Each line can be reached with the arrow keys. */
export function MessageGroup(props: MessageGroupProps): ReactNode {
  const { author, mine, lines, tabStop, inThread, active, editing, marked, onHold } = props;
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
          {lines.map((line, at) => (
            <MessageLine
              key={line.key}
              line={line}
              tabStop={tabStop && at === lines.length - 1}
              active={line.key === active}
              editing={line.key === editing}
              marked={line.key === marked}
              inThread={inThread}
              onHold={onHold}
            />
          ))}
        </ol>
      </div>
    </li>
  );
}

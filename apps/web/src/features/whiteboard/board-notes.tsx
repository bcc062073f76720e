import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { OpenBoard } from './use-board.ts';
import type { Following } from './use-following.ts';
import css from './whiteboard.module.css';

interface BoardNotesProps {
  readonly open: OpenBoard;
  readonly following: Following;
}

/** How the board stands, in a line each: said aloud when it changes. */
export function BoardNotes({ open, following }: BoardNotesProps): ReactNode {
  const { board, report } = open;
  const { leader, isFollowing, follow } = following;
  const { status, error, unsent } = report;
  const page = leader?.sight?.page ?? null;
  return (
    <>
      <div role="status">
        {status === 'offline' && (
          <p className={css.note}>
            Offline. What you draw is kept, and the others get it when you are back.
          </p>
        )}
        {leader !== undefined && (
          <p className={css.note}>
            <span>
              {isFollowing
                ? `Following ${leader.member.name}${page === null ? '' : `: ${page}`}`
                : `${leader.member.name} leads. You look around on your own.`}
            </span>
            <Button size="compact-sm" variant="default" onClick={() => follow(!isFollowing)}>
              {isFollowing ? 'Stop following' : 'Follow'}
            </Button>
          </p>
        )}
      </div>
      {error !== undefined && unsent > 0 && (
        <p className={css.note} role="alert" data-bad>
          <span>
            {error.message} {unsent === 1 ? 'One change is' : `${unsent} changes are`} on your
            screen only.
          </span>
          <span className={css.choices}>
            <Button size="compact-sm" variant="default" onClick={() => board.retry()}>
              Try again
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => board.discard()}>
              Discard them
            </Button>
          </span>
        </p>
      )}
    </>
  );
}

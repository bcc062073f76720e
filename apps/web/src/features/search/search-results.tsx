import type { ReactNode } from 'react';
import { Avatar } from '../../ui/avatar.tsx';
import type { Choice } from '../../ui/use-choice.ts';
import { fullTime, shortTime } from '../conversation/times.ts';
import { RoomMark } from '../rooms/room-mark.tsx';
import { pieces } from './highlight.ts';
import { saidIn } from '../files/file-words.ts';
import css from './search-results.module.css';
import type { Result } from './use-results.ts';

interface SearchResultsProps {
  readonly results: readonly Result[];
  readonly query: string;
  readonly choice: Choice;
  /** Nothing was asked for: these are the rooms of late. */
  readonly recent: boolean;
}

type Kind = Exclude<Result['kind'], 'more'>;

const titles: Readonly<Record<Kind, string>> = {
  room: 'Conversations',
  member: 'People',
  message: 'Messages',
};

/** What was found, by kind, as one list for the arrow keys. */
export function SearchResults({ results, query, choice, recent }: SearchResultsProps): ReactNode {
  const kinds = ['room', 'member', 'message'] as const;
  return (
    <div aria-label="Found" className={css.results} {...choice.list}>
      {kinds.map((kind) => {
        const all = results.map((result, at) => ({ result, at }));
        const own = all.filter(
          ({ result }) => result.kind === kind || (kind === 'message' && result.kind === 'more'),
        );
        if (own.length === 0) return null;
        const title = recent && kind === 'room' ? 'Lately' : titles[kind];
        return (
          <div key={kind} role="group" aria-label={title} className={css.group}>
            <p className={css.title} aria-hidden="true">
              {title}
            </p>
            {own.map(({ result, at }) => (
              <div key={keyOf(result)} className={css.result} {...choice.option(at)}>
                <Line result={result} query={query} />
              </div>
            ))}
          </div>
        );
      })}
    </div>
  );
}

function keyOf(result: Result): string {
  if (result.kind === 'room') return result.room.uuid;
  if (result.kind === 'member') return `member ${result.member.id}`;
  return result.kind === 'message' ? `message ${result.hit.message.id}` : 'more';
}

function Line({ result, query }: { readonly result: Result; readonly query: string }): ReactNode {
  if (result.kind === 'more') return <span className={css.more}>Show more messages</span>;
  if (result.kind === 'room') {
    const { room } = result;
    const { chat_room_name: name, chat_room_description: about } = room;
    return (
      <>
        <RoomMark room={room} />
        <span className={css.words}>
          <span className={css.name}>
            <Marked text={name} query={query} />
          </span>
          {about !== '' && <span className={css.text}>{about}</span>}
        </span>
      </>
    );
  }
  if (result.kind === 'member') {
    const { name, color } = result.member;
    return (
      <>
        <Avatar name={name} color={color} />
        <span className={css.words}>
          <span className={css.name}>
            <Marked text={name} query={query} />
          </span>
          <span className={css.text}>Write to them</span>
        </span>
      </>
    );
  }
  const { message, chat_room_name: room } = result.hit;
  return (
    <>
      <Avatar name={message.sender.name} color={message.sender.color} />
      <span className={css.words}>
        <span className={css.head}>
          <span className={css.name}>{message.sender.name}</span>
          <span className={css.place}>
            {room}
            {message.parent_message_id !== null && ', in a thread'}
          </span>
          <time dateTime={message.sent_at} title={fullTime(message.sent_at)}>
            {shortTime(message.sent_at, new Date())}
          </time>
        </span>
        <span className={css.said}>
          <Marked text={saidIn(message)} query={query} />
        </span>
      </span>
    </>
  );
}

function Marked({ text, query }: { readonly text: string; readonly query: string }): ReactNode {
  return pieces(text, query).map((piece, at) =>
    piece.hit ? <mark key={at}>{piece.text}</mark> : piece.text,
  );
}

import { Button, Loader, Modal, TextInput } from '@mantine/core';
import { Search, SearchX } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { roomsApi } from '../../api/rooms.ts';
import { errorText } from '../../ui/error-text.ts';
import { Notice, Trouble } from '../../ui/notice.tsx';
import { useAction } from '../../ui/use-action.ts';
import { useChoice } from '../../ui/use-choice.ts';
import { useLate } from '../../ui/use-late.ts';
import { messageLink } from '../rooms/message-link.ts';
import { useRooms } from '../rooms/rooms-context.ts';
import css from './search-dialog.module.css';
import { SearchResults } from './search-results.tsx';
import { useResults, type Result } from './use-results.ts';

interface SearchDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Finds messages, rooms and people, and goes there. */
export function SearchDialog({ opened, onClose }: SearchDialogProps): ReactNode {
  return (
    <Modal
      opened={useLate(opened)}
      onClose={onClose}
      withCloseButton={false}
      centered={false}
      yOffset="8dvh"
      size={620}
      padding={0}
      title="Search"
      classNames={{ header: css.title ?? '' }}
    >
      <Content onClose={onClose} />
    </Modal>
  );
}

function Content({ onClose }: Pick<SearchDialogProps, 'onClose'>): ReactNode {
  const [text, setText] = useState('');
  const [, navigate] = useLocation();
  const { put } = useRooms();
  const { results, loading, error, retry, more, wanted } = useResults(text);
  const going = useAction(async (result: Result) => {
    if (result.kind === 'more') return more();
    navigate(await addressOf(result, put));
    onClose();
  });
  const choice = useChoice(
    results.length,
    (at) => {
      const result = results[at];
      if (result !== undefined) void going.run(result);
    },
    text,
  );
  const asked = text.trim() !== '';
  const nothing = asked && !loading && error === undefined && results.length === 0;
  const failed = going.error ?? error;
  return (
    <div className={css.search}>
      <TextInput
        type="search"
        variant="unstyled"
        className={css.field ?? ''}
        classNames={{ input: css.input ?? '' }}
        aria-label="Search messages, conversations and people"
        placeholder="Search messages, conversations and people"
        leftSection={<Search aria-hidden size={19} />}
        rightSection={loading ? <Loader size={18} color="var(--ink-2)" /> : null}
        autoComplete="off"
        data-autofocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        {...choice.input}
      />
      <div className={css.body}>
        {failed !== undefined && (
          <div className={css.trouble}>
            <Trouble>{errorText(failed)}</Trouble>
            <Button size="compact-sm" variant="default" onClick={retry}>
              Try again
            </Button>
          </div>
        )}
        <p className={css.status} role="status">
          {asked && !loading && results.length > 0 && `${results.length} found`}
        </p>
        {nothing && (
          <Notice icon={<SearchX />} title="Nothing found">
            Try other words, or fewer of them.
          </Notice>
        )}
        <SearchResults results={results} query={wanted} choice={choice} recent={!asked} />
      </div>
      <p className={css.hints} aria-hidden="true">
        <kbd>↑</kbd> <kbd>↓</kbd> to choose <kbd>Enter</kbd> to open <kbd>Esc</kbd> to close
      </p>
    </div>
  );
}

/** Where a result leads; a conversation with a person is made when there is none. */
async function addressOf(
  result: Exclude<Result, { kind: 'more' }>,
  put: ReturnType<typeof useRooms>['put'],
): Promise<string> {
  if (result.kind === 'room') return `/rooms/${result.room.uuid}`;
  if (result.kind === 'message') {
    const { chat_room_uuid: uuid, id, parent_message_id: parentId } = result.hit.message;
    return messageLink({ uuid, messageId: id, parentId });
  }
  const direct = { kind: 'direct', community_member_ids: [result.member.id] } as const;
  const room = await roomsApi.create(direct);
  put(room);
  return `/rooms/${room.uuid}`;
}

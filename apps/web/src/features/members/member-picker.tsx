import { Skeleton, TextInput } from '@mantine/core';
import { Check } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { PublicMember } from '../../api/types.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Chip } from '../../ui/chip.tsx';
import { errorText } from '../../ui/error-text.ts';
import { Trouble } from '../../ui/notice.tsx';
import { useChoice } from '../../ui/use-choice.ts';
import css from './member-picker.module.css';
import { useMembers } from './use-members.ts';

interface MemberPickerProps {
  readonly label: string;
  /** Those who cannot be picked, with why: themselves, or those who are in already. */
  readonly without: ReadonlyMap<number, string>;
  readonly picked: readonly PublicMember[];
  /** One more, or one less. */
  readonly onPick: (member: PublicMember) => void;
  readonly autoFocus?: boolean;
  /** Shows people before anything is typed. */
  readonly eager?: boolean;
}

/** Finds members by name; the arrow keys walk the list, Enter picks. */
export function MemberPicker(props: MemberPickerProps): ReactNode {
  const { label, without, picked, onPick, autoFocus = false, eager = false } = props;
  const [text, setText] = useState('');
  const { data, error, loading } = useMembers(text);
  const shown = eager || text.trim() !== '';
  const found = shown ? (data ?? []).filter(({ id }) => without.get(id) !== '') : [];
  const choice = useChoice(
    found.length,
    (at) => {
      const member = found[at];
      if (member === undefined || without.has(member.id)) return;
      onPick(member);
      if (!eager) setText('');
    },
    text,
  );
  const chosen = new Set(picked.map(({ id }) => id));
  return (
    <div className={css.picker}>
      {picked.length > 0 && (
        <ul className={css.picked} aria-label="Picked">
          {picked.map((member) => (
            <Chip
              key={member.id}
              removes={`Without ${member.name}`}
              onRemove={() => onPick(member)}
            >
              {member.name}
            </Chip>
          ))}
        </ul>
      )}
      <TextInput
        label={label}
        placeholder="Name"
        autoComplete="off"
        data-autofocus={autoFocus || undefined}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        {...choice.input}
      />
      {error !== undefined && <Trouble>{errorText(error)}</Trouble>}
      {shown && loading && data === undefined && <Skeleton height={44} radius="md" />}
      <p className={css.none} role="status">
        {shown &&
          data !== undefined &&
          !loading &&
          found.length === 0 &&
          'Nobody here is called that.'}
      </p>
      <ul className={css.list} aria-label="Members" {...choice.list}>
        {found.map((member, at) => {
          const why = without.get(member.id);
          return (
            <li
              key={member.id}
              className={css.member}
              aria-disabled={why !== undefined}
              {...choice.option(at)}
            >
              <Avatar name={member.name} color={member.color} size="small" />
              <span className={css.name}>{member.name}</span>
              {why !== undefined && <span className={css.why}>{why}</span>}
              {chosen.has(member.id) && <Check aria-label="picked" size={18} />}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

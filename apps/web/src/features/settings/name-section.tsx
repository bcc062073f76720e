import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { sessionApi } from '../../api/session.ts';
import { errorText } from '../../ui/error-text.ts';
import { Trouble } from '../../ui/notice.tsx';
import { formText } from '../../ui/form-text.ts';
import { useAction } from '../../ui/use-action.ts';
import { useMember, useSession } from '../session/session-context.ts';
import { Section } from './section.tsx';
import css from './settings.module.css';

/** Under which name one speaks. */
export function NameSection(): ReactNode {
  const { name } = useMember();
  const { refresh } = useSession();
  const [saved, setSaved] = useState(false);
  const action = useAction(async (next: string) => {
    setSaved(false);
    await sessionApi.rename(next);
    await refresh();
    setSaved(true);
  });
  const { error } = action;
  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    void action.run(formText(new FormData(event.currentTarget), 'name').trim());
  }
  return (
    <Section title="Name" about="How others see you.">
      <form className={css.form} onSubmit={send}>
        {error !== undefined && error.fields['name'] === undefined && (
          <Trouble>{errorText(error)}</Trouble>
        )}
        <TextInput
          name="name"
          label="Your name"
          defaultValue={name}
          autoComplete="name"
          required
          withAsterisk={false}
          maxLength={80}
          error={error?.fields['name']}
        />
        <Button type="submit" variant="default" loading={action.busy}>
          Save the name
        </Button>
        <p role="status" className={css.done}>
          {saved && 'Saved.'}
        </p>
      </form>
    </Section>
  );
}

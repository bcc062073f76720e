import { Button } from '@mantine/core';
import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import { sessionApi } from '../../api/session.ts';
import { errorText } from '../../ui/error-text.ts';
import { Trouble } from '../../ui/notice.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { formText } from '../../ui/form-text.ts';
import { useAction } from '../../ui/use-action.ts';
import { useMember } from '../session/session-context.ts';
import { Section } from './section.tsx';
import css from './settings.module.css';

/** The password, changed by whoever knows the old one. */
export function PasswordSection(): ReactNode {
  const { email } = useMember();
  const form = useRef<HTMLFormElement>(null);
  const [saved, setSaved] = useState(false);
  const action = useAction(async (current: string, password: string) => {
    setSaved(false);
    await sessionApi.changePassword({ current, password });
    form.current?.reset();
    setSaved(true);
  });
  const { error } = action;
  const fields = error?.fields ?? {};
  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    void action.run(formText(data, 'current'), formText(data, 'password'));
  }
  return (
    <Section title="Password" about="At least 8 characters.">
      <form className={css.form} onSubmit={send} ref={form}>
        {error !== undefined && Object.keys(fields).length === 0 && (
          <Trouble>{errorText(error)}</Trouble>
        )}
        <input type="hidden" name="username" autoComplete="username" value={email ?? ''} readOnly />
        <PasswordField name="current" label="Present password" error={fields['current']} />
        <PasswordField name="password" label="New password" fresh error={fields['password']} />
        <Button type="submit" variant="default" loading={action.busy}>
          Change the password
        </Button>
        <p role="status" className={css.done}>
          {saved && 'Changed.'}
        </p>
      </form>
    </Section>
  );
}

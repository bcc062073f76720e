import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { socialApi } from '../../api/social.ts';
import { errorText } from '../../ui/error-text.ts';
import { formText } from '../../ui/form-text.ts';
import { Trouble } from '../../ui/notice.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { useAction } from '../../ui/use-action.ts';
import { useTitle } from '../../ui/use-title.ts';
import form from '../session/account-form.module.css';
import { Door } from '../session/door.tsx';

/** The way in by username: signs in, or makes an account. The key stays in two cookies, in the open. */
export function PortalPage(): ReactNode {
  const [isNew, setNew] = useState(false);
  const title = isNew ? 'Join by username' : 'Sign in by username';
  useTitle(title);
  const [, navigate] = useLocation();
  const action = useAction(async (data: FormData) => {
    const username = formText(data, 'username').trim();
    const password = formText(data, 'password');
    if (isNew) {
      const firstName = formText(data, 'firstName').trim();
      const lastName = formText(data, 'lastName').trim();
      await socialApi.createUser({ firstName, lastName, username, password });
    } else {
      await socialApi.signIn({ username, pass: password });
    }
    navigate('/people');
  });
  const { error, busy } = action;
  const fields = error?.fields ?? {};
  const isPlaced = Object.keys(fields).length > 0;
  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    void action.run(new FormData(event.currentTarget));
  }
  return (
    <Door
      title={title}
      lead="For pages that talk Socket.IO: your key stays in two cookies that this page can read."
      foot={
        <>
          <Button variant="subtle" size="compact-sm" onClick={() => setNew(!isNew)}>
            {isNew ? 'I have an account' : 'Make an account'}
          </Button>{' '}
          or <Link href="/">sign in by e-mail</Link>
        </>
      }
    >
      <form className={form.form} onSubmit={send} key={String(isNew)}>
        {error !== undefined && !isPlaced && <Trouble>{wordsFor(error)}</Trouble>}
        {isNew && (
          <>
            <TextInput
              name="firstName"
              label="First name"
              autoComplete="given-name"
              required
              withAsterisk={false}
              maxLength={40}
              error={fields['name']}
            />
            <TextInput
              name="lastName"
              label="Last name"
              autoComplete="family-name"
              withAsterisk={false}
              maxLength={39}
            />
          </>
        )}
        <TextInput
          name="username"
          label="Username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
          maxLength={30}
          description={isNew ? 'Letters, digits, _ and .' : undefined}
          error={fields['username']}
        />
        <PasswordField
          name="password"
          label="Password"
          fresh={isNew}
          description={isNew ? 'At least 8 characters.' : undefined}
          error={fields['password']}
        />
        <Button type="submit" loading={busy} fullWidth>
          {isNew ? 'Join' : 'Sign in'}
        </Button>
      </form>
    </Door>
  );
}

function wordsFor(error: Parameters<typeof errorText>[0]): string {
  if (error.code !== 'bad_credentials') return errorText(error);
  return 'This username and password do not belong together.';
}

import { Button, TextInput } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { errorText } from '../../ui/error-text.ts';
import { formText } from '../../ui/form-text.ts';
import { Trouble } from '../../ui/notice.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import type { Action } from '../../ui/use-action.ts';
import css from './account-form.module.css';

/** What a person types to come in. */
export interface Account {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

interface AccountFormProps {
  /** Asks for a name too, and for a new password. */
  readonly fresh?: boolean;
  readonly submit: string;
  readonly action: Action<[Account]>;
}

/** E-mail and password, with a name for a new account. The server judges; its words stand at the field. */
export function AccountForm({ fresh = false, submit, action }: AccountFormProps): ReactNode {
  const { error, busy } = action;
  const fields = error?.fields ?? {};
  const placed = Object.keys(fields).length > 0;
  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void action.run({
      name: formText(form, 'name').trim(),
      email: formText(form, 'email').trim(),
      password: formText(form, 'password'),
    });
  }
  return (
    <form className={css.form} onSubmit={send}>
      {error !== undefined && !placed && <Trouble>{errorText(error)}</Trouble>}
      {fresh && (
        <TextInput
          name="name"
          label="Your name"
          autoComplete="name"
          required
          withAsterisk={false}
          maxLength={80}
          error={fields['name']}
        />
      )}
      <TextInput
        name="email"
        type="email"
        label="E-mail"
        autoComplete="username"
        required
        withAsterisk={false}
        error={fields['email']}
      />
      <PasswordField
        name="password"
        label="Password"
        fresh={fresh}
        description={fresh ? 'At least 8 characters.' : undefined}
        error={fields['password']}
      />
      <Button type="submit" loading={busy} fullWidth>
        {submit}
      </Button>
    </form>
  );
}

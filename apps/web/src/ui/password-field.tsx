import { PasswordInput } from '@mantine/core';
import type { ReactNode } from 'react';

interface PasswordFieldProps {
  readonly name: string;
  readonly label: string;
  /** A password to be made, rather than the one that is known. */
  readonly fresh?: boolean;
  readonly description?: string | undefined;
  readonly error?: string | undefined;
}

/** A password, hidden until one asks to see it. */
export function PasswordField(props: PasswordFieldProps): ReactNode {
  const { name, label, fresh = false, description, error } = props;
  return (
    <PasswordInput
      name={name}
      label={label}
      description={description}
      autoComplete={fresh ? 'new-password' : 'current-password'}
      required
      withAsterisk={false}
      minLength={fresh ? 8 : undefined}
      error={error}
      // Mantine marks the box around it only.
      aria-invalid={error !== undefined}
      visibilityToggleButtonProps={{
        'aria-label': `Show the ${label.toLocaleLowerCase()}`,
        tabIndex: 0,
      }}
    />
  );
}

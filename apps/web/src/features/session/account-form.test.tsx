// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiError } from '../../api/api-error.ts';
import { AccountForm, type Account } from './account-form.tsx';

function show(error?: ApiError, fresh = false): Account[] {
  const sent: Account[] = [];
  const run = async (account: Account): Promise<void> => void sent.push(account);
  render(
    <MantineProvider>
      <AccountForm fresh={fresh} submit="Go" action={{ run, busy: false, error }} />
    </MantineProvider>,
  );
  return sent;
}

afterEach(cleanup);

describe('the form to come in', () => {
  it('hands over what was typed, the password to the letter', () => {
    const sent = show(undefined, true);
    fireEvent.change(screen.getByLabelText('Your name'), { target: { value: ' Ada ' } });
    fireEvent.change(screen.getByLabelText('E-mail'), { target: { value: ' a@b.example ' } });
    fireEvent.change(screen.getByLabelText('Password'), { target: { value: ' secret ' } });
    fireEvent.submit(screen.getByRole('button', { name: 'Go' }));
    expect(sent).toEqual([{ name: 'Ada', email: 'a@b.example', password: ' secret ' }]);
  });

  it('says in plain words what was wrong', () => {
    show(new ApiError('bad_credentials', 'x', { status: 401 }));
    expect(screen.getByRole('alert').textContent).toBe(
      'This e-mail and password do not belong together.',
    );
  });

  it('says how long to wait after too many tries', () => {
    show(new ApiError('rate_limited', 'x', { status: 429, retryAfter: 12_400 }));
    expect(screen.getByRole('alert').textContent).toBe(
      'Too many attempts. Try again in 13 seconds.',
    );
  });

  it('puts the server’s words at the field they are about', () => {
    show(new ApiError('invalid', 'x', { fields: { password: 'At least 8 characters.' } }));
    expect(screen.queryByRole('alert')).toBeNull();
    const password = screen.getByLabelText('Password');
    expect(password.getAttribute('aria-invalid')).toBe('true');
    const described = (password.getAttribute('aria-describedby') ?? '').split(' ');
    const words = described.map((id) => document.getElementById(id)?.textContent);
    expect(words).toContain('At least 8 characters.');
  });
});

// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core';
import { cleanup, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { ErrorBoundary } from './error-boundary.tsx';

function Page({ broken }: { readonly broken: boolean }): ReactNode {
  if (broken) throw new Error('drawn wrongly');
  return <p>All is well</p>;
}

const at = (path: string, broken: boolean): ReactNode => (
  <MantineProvider>
    <ErrorBoundary resetKey={path}>
      <Page broken={broken} />
    </ErrorBoundary>
  </MantineProvider>
);

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

it('a page that breaks says so, and the next one is drawn', () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const { rerender } = render(at('/a', true));
  expect(screen.getByRole('alert').textContent).toContain('This page stumbled');
  rerender(at('/b', false));
  expect(screen.getByText('All is well')).toBeTruthy();
});

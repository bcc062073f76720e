import { Button } from '@mantine/core';
import { CircleAlert } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { Notice } from '../ui/notice.tsx';

interface ErrorBoundaryProps {
  readonly children: ReactNode;
  /** A new value (the path, say) gives the page another try. */
  readonly resetKey?: string;
}

/** Catches what a page throws while it draws, so that the rest of the app stays. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { readonly broken: boolean }> {
  override state: { readonly broken: boolean } = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override componentDidUpdate(before: ErrorBoundaryProps): void {
    if (this.state.broken && before.resetKey !== this.props.resetKey) {
      this.setState({ broken: false });
    }
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <Notice
        alert
        icon={<CircleAlert />}
        title="This page stumbled"
        action={<Button onClick={() => globalThis.location.reload()}>Reload</Button>}
      >
        Something in it went wrong. Your messages are safe; reloading usually helps.
      </Notice>
    );
  }
}

import { VisuallyHidden } from '@mantine/core';
import {
  createContext,
  useContext,
  useEffect,
  useRef,
  type ReactNode,
  type RefObject,
} from 'react';

const FirstPage = createContext<RefObject<boolean> | undefined>(undefined);

/** Remembers whether a page was shown before: only then does the next one take the focus. */
export function PageFocus({ children }: { readonly children: ReactNode }): ReactNode {
  const first = useRef(true);
  return <FirstPage value={first}>{children}</FirstPage>;
}

interface PageHeadingProps {
  readonly children: ReactNode;
  readonly className?: string | undefined;
  /** For screen readers only, where the design shows the title otherwise. */
  readonly hidden?: boolean;
  /** False where the page puts the focus somewhere better. */
  readonly takesFocus?: boolean;
}

/**
 * The page's `h1`. It takes the focus when the page opens, so that a screen reader says where one
 * is and Tab goes on from there; not on the very first page, which the browser announces itself.
 */
export function PageHeading({
  children,
  className,
  hidden = false,
  takesFocus = true,
}: PageHeadingProps): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  const first = useContext(FirstPage);
  useEffect(() => {
    if (first === undefined) return undefined;
    if (takesFocus && !first.current) heading.current?.focus({ preventScroll: true });
    // Later than StrictMode's second mount.
    const timer = setTimeout(() => {
      first.current = false;
    });
    return () => clearTimeout(timer);
  }, [first, takesFocus]);
  const h1 = (
    <h1 ref={heading} tabIndex={-1} className={className}>
      {children}
    </h1>
  );
  return hidden ? <VisuallyHidden>{h1}</VisuallyHidden> : h1;
}

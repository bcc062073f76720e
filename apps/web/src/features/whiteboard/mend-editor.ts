/** What the editor's controls lack for those who do not see them. */
function mend(holder: HTMLElement): void {
  const menu = holder.querySelector('.main-menu-trigger:not([aria-label])');
  menu?.setAttribute('aria-label', 'Menu of the whiteboard');
  // Its name is what it shows, 100%; its title says what it does.
  holder.querySelector('.reset-zoom-button[aria-label]')?.removeAttribute('aria-label');
  // The page has one of its own.
  holder.querySelector('footer[role="contentinfo"]')?.setAttribute('role', 'presentation');
}

/** Mends them as a ref of what holds the editor: it makes them anew when it changes its layout. */
export function mendEditor(holder: HTMLElement | null): (() => void) | undefined {
  if (holder === null) return undefined;
  mend(holder);
  const observer = new MutationObserver(() => mend(holder));
  observer.observe(holder, { childList: true, subtree: true });
  return () => observer.disconnect();
}

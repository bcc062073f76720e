import type { AnyExtension } from '@tiptap/core';
import { Mention } from '@tiptap/extension-mention';
import { Placeholder } from '@tiptap/extensions';
import { StarterKit } from '@tiptap/starter-kit';
import { Keys, type KeysOptions } from './keys.ts';
import { safeHref } from './link-parts.ts';
import type { Suggesting } from './suggesting.ts';

export interface ExtensionOptions extends KeysOptions {
  readonly placeholder: string;
  /** A mention is being typed, or no longer. */
  readonly onSuggest: (suggesting: Suggesting | undefined) => void;
  /** A key while one is: true when it was for the list. */
  readonly onSuggestKey: (event: KeyboardEvent) => boolean;
}

/** What the editor knows: exactly what the server takes, headings and rules left out. */
export function extensions(options: ExtensionOptions): AnyExtension[] {
  const { placeholder, onSuggest, onSuggestKey, ...keys } = options;
  return [
    StarterKit.configure({
      heading: false,
      horizontalRule: false,
      underline: false,
      dropcursor: false,
      gapcursor: false,
      trailingNode: false,
      link: {
        openOnClick: false,
        autolink: true,
        linkOnPaste: true,
        isAllowedUri: (href) => safeHref(href) !== undefined,
      },
    }),
    Placeholder.configure({ placeholder }),
    Keys.configure(keys),
    // Above the keys: Enter chooses while the list is open.
    Mention.extend({ priority: 1000 }).configure({
      renderText: ({ node }) => `@${String(node.attrs['label'])}`,
      suggestion: {
        char: '@',
        items: () => [],
        dismissOnOutsideClick: false,
        render: () => {
          type Props = { query: string; command: (attrs: { id: string; label: string }) => void };
          const show = ({ query, command }: Props): void =>
            onSuggest({
              query,
              choose: ({ id, name }) => command({ id: String(id), label: name }),
            });
          return {
            onStart: show,
            onUpdate: show,
            onKeyDown: ({ event }) => onSuggestKey(event),
            onExit: () => onSuggest(undefined),
          };
        },
      },
    }),
  ];
}

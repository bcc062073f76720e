import { Extension, type Editor } from '@tiptap/core';

export interface KeysOptions {
  /** Enter, with something said or not. */
  readonly onEnter: () => void;
  /** The arrow key up in an empty editor. */
  readonly onUp: () => void;
  readonly onEscape: () => boolean;
}

/** What "```" or "```js" and Enter begin. */
const fence = /^```([\w+#.-]{0,40})$/u;

/** Enter sends; Shift and Enter do what Enter does elsewhere. Below the list of mentions only. */
export const Keys = Extension.create<KeysOptions>({
  name: 'keys',
  priority: 900,
  addOptions: () => ({ onEnter: () => {}, onUp: () => {}, onEscape: () => false }),
  addKeyboardShortcuts() {
    const { editor, options } = this;
    return {
      Enter() {
        if (!beginCode(editor)) options.onEnter();
        return true;
      },
      'Mod-Enter'() {
        options.onEnter();
        return true;
      },
      'Shift-Enter': () => newLine(editor),
      ArrowUp() {
        if (!editor.isEmpty) return false;
        options.onUp();
        return true;
      },
      Escape: () => options.onEscape(),
    };
  },
});

function beginCode(editor: Editor): boolean {
  const { $from, empty } = editor.state.selection;
  const match = empty ? fence.exec($from.parent.textContent) : null;
  if (match === null || $from.parent.type.name !== 'paragraph') return false;
  const [, language = ''] = match;
  return editor
    .chain()
    .deleteRange({ from: $from.start(), to: $from.end() })
    .setCodeBlock(language === '' ? undefined : { language })
    .run();
}

function newLine(editor: Editor): boolean {
  const { $from } = editor.state.selection;
  if (editor.isActive('codeBlock')) {
    // A second empty line leaves the block.
    const text = $from.parent.textContent;
    const atEnd = $from.parentOffset === text.length;
    if (atEnd && text.endsWith('\n')) {
      return editor
        .chain()
        .deleteRange({ from: $from.pos - 1, to: $from.pos })
        .exitCode()
        .run();
    }
    return editor.commands.newlineInCode();
  }
  return editor.commands.first(({ commands }) => [
    () => commands.splitListItem('listItem'),
    () => $from.parent.content.size === 0 && commands.liftEmptyBlock(),
    () => commands.splitBlock(),
  ]);
}

import type { RichNode } from './document.ts';
import type { Mentionable } from './suggesting.ts';

/** What others may do with an editor that is there. */
export interface EditorHandle {
  readonly focus: () => void;
  readonly clear: () => void;
  readonly insert: (text: string) => void;
  readonly document: () => RichNode;
}

/** Who can be mentioned for what was typed after the `@`; `undefined`: no mention is being typed. */
export type UsePeople = (query: string | undefined) => readonly Mentionable[];

export interface RichEditorProps {
  readonly label: string;
  readonly placeholder: string;
  readonly initial?: RichNode | undefined;
  readonly disabled?: boolean;
  readonly invalid?: boolean;
  readonly describedBy?: string | undefined;
  /** Shows the buttons for styles. */
  readonly formatting: boolean;
  readonly usePeople: UsePeople;
  readonly onChange: (doc: RichNode) => void;
  readonly onEnter: () => void;
  readonly onUp?: () => void;
  /** True when Escape meant something here. */
  readonly onEscape?: () => boolean;
  /** The editor is there, or gone. */
  readonly onReady: (handle: EditorHandle | undefined) => void;
}

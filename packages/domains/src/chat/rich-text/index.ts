/** Rich text of messages: what a document may hold, and the same as plain text. Client-safe. */
export { checkRichText, type RichTextResult } from './check.ts';
export { richTextLimits } from './limits.ts';
export type { Mark, Node, RichTextDocument } from './nodes.ts';
export { documentOf, plainText } from './plain-text.ts';

import type { MessageView } from '@parley/domains/chat/schema';

/** What a message says where one line is all there is: its words, or what it was sent with. */
export function saidIn({ file, body }: Pick<MessageView, 'file' | 'body'>): string {
  if (file === undefined) return body;
  return `${file.type.startsWith('image/') ? 'Picture' : 'File'}: ${file.name}`;
}

/** A number of bytes as people say it: "1.2 MB". */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const units = ['kB', 'MB', 'GB'] as const;
  let value = bytes / 1000;
  let at = 0;
  while (value >= 999.5 && at < units.length - 1) {
    value /= 1000;
    at += 1;
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[at]}`;
}

import type { FileView } from '@parley/domains/files/schema';
import type {
  MessageView,
  MessageWindow,
  RichTextBody,
  WindowQuery,
} from '@parley/domains/chat/schema';
import { API, query, roomPath } from './paths.ts';
import { request, type RequestOptions } from './request.ts';

const maybe = (signal?: AbortSignal): RequestOptions => (signal === undefined ? {} : { signal });
const messages = (uuid: string, below = ''): string =>
  roomPath(uuid, `/chat_room_messages${below}`);

/** The doors of what is said in a room. Each throws ApiError. */
export const messagesApi = {
  /** Messages around one, or the newest; of the top level, or of one thread. */
  window: (
    uuid: string,
    asked: Partial<WindowQuery>,
    signal?: AbortSignal,
  ): Promise<MessageWindow> =>
    request('GET', `${messages(uuid)}${query({ ...asked })}`, maybe(signal)),
  /** Sends a message that is a file; a repeat with the same id is stored once. */
  attach: (
    uuid: string,
    { url, type }: Pick<FileView, 'url' | 'type'>,
    { id, parentId }: { readonly id: string; readonly parentId: number | null },
  ): Promise<void> =>
    request('POST', messages(uuid), {
      body: {
        body: url,
        message_type: type.startsWith('image/') ? 'image' : 'file',
        creation_uuid: id,
        parent_message_id: parentId,
      },
    }),
  find: (uuid: string, id: number, signal?: AbortSignal): Promise<MessageView> =>
    request('GET', messages(uuid, `/${id}`), maybe(signal)),
  edit: (uuid: string, id: number, rich_text_body: RichTextBody): Promise<MessageView> =>
    request('PUT', messages(uuid, `/${id}`), { body: { rich_text_body } }),
  remove: (uuid: string, id: number): Promise<void> => request('DELETE', messages(uuid, `/${id}`)),
  react: (id: number, emoji: string): Promise<unknown> =>
    request('POST', `${API}/reactions`, { body: { chat_room_message: id, emoji } }),
  unreact: (id: number, emoji: string): Promise<unknown> =>
    request('DELETE', `${API}/reactions`, { body: { chat_room_message: id, emoji } }),
};

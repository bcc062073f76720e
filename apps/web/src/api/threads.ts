import { API } from './paths.ts';
import { request } from './request.ts';

/** The doors of threads. Each throws ApiError. */
export const threadsApi = {
  markRead: (id: number): Promise<void> =>
    request('POST', `${API}/chat_threads/${id}/mark_as_read`),
};

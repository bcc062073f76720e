import type { Page, SearchHit } from '@parley/domains/chat/schema';
import { API, query } from './paths.ts';
import { request } from './request.ts';

/** The door of the search. Throws ApiError. */
export const searchApi = {
  /** Messages that this member may read, the best first. */
  messages: (
    wanted: { readonly query: string; readonly page: number; readonly per_page: number },
    signal?: AbortSignal,
  ): Promise<Page<SearchHit>> =>
    request('GET', `${API}/search/messages${query(wanted)}`, signal && { signal }),
};

import type { Generated } from 'kysely';

/** The tables of files, as queries see them. */
export type FileTables = {
  files: {
    id: Generated<number>;
    /** Of its bytes, and of its address. */
    name: string;
    topic: string;
    member_id: number;
    /** What its owner calls it. */
    title: string;
    type: string;
    /** While it comes: those it may have. */
    bytes: number;
    width: number | null;
    height: number | null;
    /** The message that it was sent with. */
    message_id: number | null;
    /** Of that message on the topic. */
    topic_offset: number | null;
    created_on: string;
    /** `null` while it comes. */
    ready_on: string | null;
    /** Deleted: nobody sees it, and its bytes are about to go. */
    gone_on: string | null;
  };
};

/** The tables of whiteboards, as queries see them. */
export type BoardTables = {
  /** How much is on a board that was drawn on. */
  boards: { booking_id: number; elements: number; characters: number; tombstones: number };
  board_elements: {
    booking_id: number;
    element_id: string;
    version: number;
    version_nonce: number;
    is_deleted: boolean;
    characters: number;
    /** The element, as JSON text: nobody searches in it. */
    content: string;
    changed_on: string;
    /** The address of the file that it shows, or showed before it was deleted. */
    file: string | null;
  };
  /** The question that a member has agreed to last. */
  board_agreements: { booking_id: number; member_id: number; ask: string };
};

import { createContext, use } from 'react';
import type { Message } from '../../sync/protocol';

/** The message whose text is being changed. */
export interface Editing {
  readonly seq: number;
  /** Grows each time that someone wants to go on with it. */
  readonly turn: number;
}

/** What can be done with the messages of a session, and who its people are. */
export interface RoomActions {
  /** Whether messages can be written and changed at all. */
  readonly open: boolean;
  /** Whether this user may delete what others wrote. */
  readonly moderates: boolean;
  /** What to call a user. */
  nameOf: (userId: number) => string;
  /** The participant with a user name, in whatever case. */
  personNamed: (username: string) => { name: string; me: boolean } | null;
  /** Starts to change the text of a message; null: no longer. */
  edit: (message: Message | null) => void;
  reply: (message: Message) => void;
  /** Lets the user choose an emoji, beside what is at this place of the view. */
  pickEmoji: (anchor: DOMRect, onPick: (emoji: string) => void) => void;
  /** Offers what can be done with a message, to a finger. */
  offer: (message: Message, onReact: (emoji: string, on: boolean) => void) => void;
  /** Shows who has read a message. */
  readers: (message: Message) => void;
  /** Scrolls to a message, loading what is between. */
  show: (seq: number) => void;
}

export const RoomActionsContext = createContext<RoomActions | null>(null);

export function useRoomActions(): RoomActions {
  const value = use(RoomActionsContext);
  if (!value) throw new Error('Only parts of a room may use this.');
  return value;
}

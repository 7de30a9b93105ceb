import type { ReactNode } from 'react';
import { excerpt } from '../state/words';
import type { Message } from '../sync/protocol';
import { useRoomActions } from './RoomActions';

/** The message that another one answers; a press leads to it. `undefined`: on its way, null: not to be had. */
export function Quote({ seq, message }: { seq: number; message: Message | null | undefined }): ReactNode {
  const { nameOf, show } = useRoomActions();
  const name = message ? nameOf(message.sender.id) : '';
  const known = name === 'Someone' && message ? message.sender.display_name : name;
  return (
    <button
      className="quote"
      data-testid="quote"
      aria-label={message ? `In reply to ${known}: ${excerpt(message)}` : 'In reply to an earlier message'}
      title="Show the message"
      onClick={() => show(seq)}
    >
      {message && <strong>{known}</strong>}
      <span>{message ? excerpt(message) : message === null ? 'An earlier message' : '…'}</span>
    </button>
  );
}

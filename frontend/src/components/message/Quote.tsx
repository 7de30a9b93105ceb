import type { ReactNode } from 'react';
import { t } from '../../i18n/t';
import { excerpt } from '../../state/words';
import type { Message } from '../../sync/protocol';
import { useRoomActions } from '../room/RoomActions';

/** The message that another one answers; a press leads to it. `undefined`: on its way, null: not to be had. */
export function Quote({ seq, message }: { seq: number; message: Message | null | undefined }): ReactNode {
  const { nameOf, show } = useRoomActions();
  const name = message ? nameOf(message.sender.id) : '';
  const known = name === t('room.someone') && message ? message.sender.display_name : name;
  return (
    <button
      className="quote"
      data-testid="quote"
      aria-label={message ? t('room.inReplyTo', { name: known, text: excerpt(message) }) : t('room.inReplyToEarlier')}
      title={t('room.showMessage')}
      onClick={() => show(seq)}
    >
      {message && <strong>{known}</strong>}
      <span dir="auto">{message ? excerpt(message) : message === null ? t('room.earlierMessage') : '…'}</span>
    </button>
  );
}

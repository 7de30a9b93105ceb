import type { ReactNode } from 'react';
import { t } from '../../i18n/t';
import { copyText } from '../../state/clipboard';
import { messagePath } from '../../state/routes';
import { useSignedIn } from '../../state/sync';
import { excerpt } from '../../state/words';
import type { Message } from '../../sync/protocol';
import { useRoomActions } from '../room/RoomActions';
import { Dialog } from '../shared/Dialog';
import { Icon, type IconName } from '../shared/Icon';
import { FrequentEmoji } from './FrequentEmoji';
import './sheet.css';

interface Props {
  message: Message;
  onReact: (emoji: string, on: boolean) => void;
  onClose: () => void;
}

/** What can be done with a message on which a finger has rested, large enough for a thumb. */
export default function MessageSheet({ message, onReact, onClose }: Props): ReactNode {
  const { user, engine } = useSignedIn();
  const { moderates, edit, reply, readers } = useRoomActions();
  const own = message.sender.id === user.id;
  const has = (emoji: string) => message.reactions?.find((r) => r.emoji === emoji)?.user_ids.includes(user.id) ?? false;
  const link = new URL(messagePath(message.chat_session, message.seq), location.href).href;

  function act(name: string, icon: IconName, label: string, action: () => void, danger = false): ReactNode {
    return (
      <li>
        <button
          className="sheet-act"
          data-testid={`sheet-${name}`}
          data-danger={danger}
          onClick={() => {
            onClose();
            action();
          }}
        >
          <Icon name={icon} />
          {label}
        </button>
      </li>
    );
  }

  return (
    <Dialog title={t('room.messageActions')} onClose={onClose}>
      <p className="sheet-quote" tabIndex={-1} data-autofocus>{excerpt(message)}</p>
      <div className="sheet-emoji" role="group" aria-label={t('room.reactWith')}>
        <FrequentEmoji has={has} onReact={onReact} onChosen={onClose} testId="sheet-emoji" />
      </div>
      <ul className="sheet-acts">
        {act('reply', 'reply', t('room.reply'), () => reply(message))}
        {message.content !== '' && act('copy', 'copy', t('room.copyText'), () => void copyText(message.content))}
        {act('link', 'link', t('room.copyLink'), () => void copyText(link))}
        {own && act('readers', 'eye', t('room.whoHasRead'), () => readers(message))}
        {own && message.sealed === undefined && act('edit', 'compose', t('room.edit'), () => edit(message))}
        {(own || moderates) && act('delete', 'trash', t('app.delete'), () => engine.delete(message), true)}
      </ul>
    </Dialog>
  );
}

import { type FocusEvent, type KeyboardEvent, type ReactNode, type SyntheticEvent, useState } from 'react';
import { t } from '../../i18n/t';
import { copyText } from '../../state/clipboard';
import { messagePath } from '../../state/routes';
import { useSignedIn } from '../../state/sync';
import type { Message } from '../../sync/protocol';
import { useRoomActions } from '../room/RoomActions';
import { Icon } from '../shared/Icon';
import { FrequentEmoji } from './FrequentEmoji';

interface Props {
  message: Message;
  onReact: (emoji: string, on: boolean) => void;
}

/** What can be done with a message. Its styles show it while one points at the message or has the focus in it. */
export function MessageTools({ message, onReact }: Props): ReactNode {
  const { user, engine } = useSignedIn();
  const me = user.id;
  const { moderates, edit, reply, readers } = useRoomActions();
  const [picking, setPicking] = useState(false);
  const [copied, setCopied] = useState(false);
  const own = message.sender.id === me;
  const has = (emoji: string) => message.reactions?.find((r) => r.emoji === emoji)?.user_ids.includes(me) ?? false;

  function press(event: KeyboardEvent<HTMLElement>): void {
    if (event.key !== 'Escape' || !picking) return;
    event.stopPropagation();
    close(event);
  }

  /** The button that has the focus goes: the message gets it. */
  function close(event: SyntheticEvent<HTMLElement>): void {
    event.currentTarget.closest<HTMLElement>('[role="article"]')?.focus();
    setPicking(false);
  }

  function leave(event: FocusEvent<HTMLElement>): void {
    if (!event.currentTarget.contains(event.relatedTarget)) {
      setPicking(false);
      setCopied(false);
    }
  }

  function copyLink(): void {
    const link = new URL(messagePath(message.chat_session, message.seq), location.href).href;
    void copyText(link).then(setCopied);
  }

  if (picking) {
    return (
      <div className="tools" data-open="true" role="group" aria-label={t('room.reactWith')} onKeyDown={press} onBlur={leave}>
        <FrequentEmoji has={has} onReact={onReact} onChosen={close} testId="emoji" focusFirst />
      </div>
    );
  }
  return (
    <div className="tools" role="group" aria-label={t('room.messageActions')} onBlur={leave}>
      <button className="tool" data-testid="react" aria-label={t('room.react')} title={t('room.react')} onClick={() => setPicking(true)}>
        <Icon name="smile" />
      </button>
      <button className="tool" data-testid="reply" aria-label={t('room.reply')} title={t('room.reply')} onClick={() => reply(message)}>
        <Icon name="reply" />
      </button>
      <button
        className="tool"
        data-testid="copy-link"
        aria-label={t(copied ? 'room.linkCopied' : 'room.copyLinkLong')}
        title={t(copied ? 'room.copied' : 'room.copyLink')}
        onClick={copyLink}
      >
        <Icon name={copied ? 'check' : 'link'} />
      </button>
      {own && (
        <button className="tool" data-testid="who-read" aria-label={t('room.whoHasRead')} title={t('room.whoHasRead')} onClick={() => readers(message)}>
          <Icon name="eye" />
        </button>
      )}
      {own && message.sealed === undefined && (
        <button className="tool" data-testid="edit" aria-label={t('room.edit')} title={t('room.edit')} onClick={() => edit(message)}>
          <Icon name="compose" />
        </button>
      )}
      {(own || moderates) && (
        <button
          className="tool"
          data-testid="delete"
          aria-label={t('app.delete')}
          title={t('app.delete')}
          onClick={(event) => {
            close(event);
            engine.delete(message);
          }}
        >
          <Icon name="trash" />
        </button>
      )}
    </div>
  );
}

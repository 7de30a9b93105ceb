import { memo, type ReactNode } from 'react';
import { useLocale } from '../../i18n/locale';
import { t } from '../../i18n/t';
import { readEdit } from '../../state/drafts';
import { formatFull, formatTime } from '../../state/format';
import { plainText } from '../../state/markdown';
import { refusal, sentence } from '../../state/sentences';
import { useSignedIn, useSync } from '../../state/sync';
import type { Row } from '../../state/timeline';
import { useAction } from '../../state/useAction';
import { deletedText, sealedText } from '../../state/words';
import type { Deletion } from '../../sync/deletions';
import { Problem } from '../../sync/problem';
import type { Message } from '../../sync/protocol';
import { SealedNote } from '../encryption/SealedNote';
import { MessageFiles } from '../files/MessageFiles';
import { useRoomActions } from '../room/RoomActions';
import { Icon } from '../shared/Icon';
import { EditMessage } from './EditMessage';
import { LinkCard } from './LinkCard';
import { Markdown } from './Markdown';
import { MessageTools } from './MessageTools';
import { Quote } from './Quote';
import { Reactions } from './Reactions';
import { useLongPress } from './useLongPress';
import './message.css';

export interface RowState extends Omit<Row, 'key'> {
  /** Whether nothing comes after it. */
  latest: boolean;
  /** The turn of its being edited; 0: it is not. */
  editing: number;
  /** Someone was led to this message just now. */
  marked: boolean;
  /** The message that it answers; undefined while that is not known. */
  quoted: Message | null | undefined;
  /** Who has read it, as a sentence. */
  seen: string;
  /** What has become of its deletion; null: nobody asked for it. */
  deletion: Deletion | null;
}

type Props = RowState & { sender: string; own: boolean };

export const MessageRow = memo(function MessageRow(props: Props): ReactNode {
  const { clientId, seq, message, content, replyTo, attachments, at, state, kept, reason, code, sender, own, latest, editing, marked, quoted, seen, deletion } = props;
  useLocale();
  const { engine } = useSignedIn();
  const { open, edit, offer, readers } = useRoomActions();
  const { busy, problem, run } = useAction();
  const gone = message?.deleted_at !== undefined;
  const leaving = deletion !== null && !(deletion instanceof Problem);
  const deleted = gone || leaving;
  const wrong = deletion instanceof Problem ? deletion : problem;

  function react(emoji: string, on: boolean): void {
    if (message) run(() => engine.react(message, emoji, on));
  }

  const hold = useLongPress(() => {
    if (message && !deleted && open && editing === 0) offer(message, react);
  });
  const said = message?.sealed ? sealedText(message.sealed) : plainText(content) || attachments.map((file) => file.name).join(', ');
  return (
    <div
      className="message"
      data-testid="message"
      data-seq={seq}
      data-state={state}
      data-own={own}
      data-deleted={deleted}
      data-marked={marked}
      role="article"
      aria-label={t('room.messageLabel', { sender: own ? t('room.you') : sender, time: formatTime(at), text: deleted ? deletedText() : said })}
      // A finger has no pointer to rest on the message: its tap gives the focus, which shows the tools.
      tabIndex={latest ? 0 : -1}
      {...hold}
    >
      {replyTo !== null && !deleted && <Quote seq={replyTo} message={quoted} />}
      {deleted ? (
        <p className="tombstone">
          {deletedText()}
          {message && !gone && deletion === 'waiting' && (
            <button className="link undo" data-testid="undo-delete" onClick={() => engine.undoDelete(message)}>
              {t('room.undo')}
            </button>
          )}
        </p>
      ) : editing > 0 && message ? (
        <EditMessage message={message} turn={editing} />
      ) : (
        <>
          {message?.sealed && <SealedNote state={message.sealed} />}
          {content !== '' && <Markdown>{content}</Markdown>}
          {attachments.length > 0 && <MessageFiles files={attachments} />}
          {message?.link_preview && <LinkCard preview={message.link_preview} />}
        </>
      )}
      {message?.edited_at !== undefined && !deleted && editing === 0 && (
        <span className="edited" title={formatFull(Date.parse(message.edited_at))}>
          {t('room.edited')}
        </span>
      )}
      {message && own && !deleted && open && editing === 0 && readEdit(message.sender.id, message.id) !== null && (
        <button className="message-state" data-testid="unsaved-edit" onClick={() => edit(message)}>
          {t('room.editUnsaved')}
        </button>
      )}
      {message && !deleted && open && editing === 0 && <MessageTools message={message} onReact={react} />}
      {message?.reactions && !deleted && <Reactions reactions={message.reactions} disabled={busy} onReact={react} />}
      {wrong && (
        // What is wrong with a deletion is kept by the engine, and said by the Announcer: this row comes and goes.
        <p className="message-state failed" role={problem ? 'alert' : undefined}>
          {sentence(wrong)}
        </p>
      )}
      {own && state === 'sending' && <Sending kept={kept} />}
      {message && seen !== '' && !deleted ? (
        <button className="message-state" data-testid="seen" title={t('room.whoHasRead')} onClick={() => readers(message)}>
          {seen}
        </button>
      ) : (
        own && state === 'sent' && latest && !deleted && (
          <p className="message-state">
            <Icon name="check" />
            <span className="visually-hidden">{t('room.sent')}</span>
          </p>
        )
      )}
      {state === 'failed' && clientId !== null && <Failed id={clientId} reason={new Problem(code, reason ?? '', false)} files={attachments.length > 0} />}
    </div>
  );
});

function Sending({ kept }: { kept: boolean }): ReactNode {
  const waits = useSync((s) => s.connection !== 'online');
  const words = kept ? (waits ? 'room.waiting' : 'room.sending') : 'room.notKept';
  return (
    <p className="message-state">
      <Icon name="clock" />
      <span className={waits || !kept ? '' : 'visually-hidden'}>{t(words)}</span>
    </p>
  );
}

function Failed({ id, reason, files }: { id: string; reason: Problem; files: boolean }): ReactNode {
  const { engine } = useSignedIn();
  return (
    <p className="message-state failed">
      <Icon name="alert" />
      <span>{t('room.notSent', { reason: refusal(reason, files) })}</span>
      <button className="link" data-testid="retry" onClick={() => engine.retry(id)}>
        {t('room.retry')}
      </button>
      <button className="link" data-testid="discard" onClick={() => engine.discard(id)}>
        {t('room.discard')}
      </button>
    </p>
  );
}

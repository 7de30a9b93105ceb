import { memo, type ReactNode } from 'react';
import { formatFull, formatTime } from '../state/format';
import { plainText } from '../state/markdown';
import { sentence } from '../state/sentences';
import { useSignedIn, useSync } from '../state/sync';
import type { Row } from '../state/timeline';
import { useAction } from '../state/useAction';
import { tombstone } from '../state/words';
import type { Deletion } from '../sync/deletions';
import { Problem } from '../sync/problem';
import type { Message } from '../sync/protocol';
import { EditMessage } from './EditMessage';
import { MessageFiles } from './files/MessageFiles';
import { Icon } from './Icon';
import { Markdown } from './Markdown';
import { MessageTools } from './MessageTools';
import { Quote } from './Quote';
import { Reactions } from './Reactions';
import { useRoomActions } from './RoomActions';
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
  const { clientId, seq, message, content, replyTo, attachments, at, state, reason, sender, own, latest, editing, marked, quoted, seen, deletion } = props;
  const { engine } = useSignedIn();
  const { open, readers } = useRoomActions();
  const { busy, problem, run } = useAction();
  const gone = message?.deleted_at !== undefined;
  const leaving = deletion !== null && !(deletion instanceof Problem);
  const deleted = gone || leaving;
  const wrong = deletion instanceof Problem ? deletion : problem;

  function react(emoji: string, on: boolean): void {
    if (message) run(() => engine.react(message, emoji, on));
  }

  const said = plainText(content) || attachments.map((file) => file.name).join(', ');
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
      aria-label={`${own ? 'You' : sender}, ${formatTime(at)}: ${deleted ? tombstone : said}`}
      // A finger has no pointer to rest on the message: its tap gives the focus, which shows the tools.
      tabIndex={latest ? 0 : -1}
    >
      {replyTo !== null && !deleted && <Quote seq={replyTo} message={quoted} />}
      {deleted ? (
        <p className="tombstone">
          {tombstone}
          {message && !gone && deletion === 'waiting' && (
            <button className="link undo" data-testid="undo-delete" onClick={() => engine.undoDelete(message)}>
              Undo
            </button>
          )}
        </p>
      ) : editing > 0 && message ? (
        <EditMessage message={message} turn={editing} />
      ) : (
        <>
          {content !== '' && <Markdown>{content}</Markdown>}
          {attachments.length > 0 && <MessageFiles files={attachments} />}
        </>
      )}
      {message?.edited_at !== undefined && !deleted && editing === 0 && (
        <span className="edited" title={formatFull(Date.parse(message.edited_at))}>
          edited
        </span>
      )}
      {message && !deleted && open && editing === 0 && <MessageTools message={message} onReact={react} />}
      {message?.reactions && !deleted && <Reactions reactions={message.reactions} disabled={busy} onReact={react} />}
      {wrong && (
        <p className="message-state failed" role="alert">
          {sentence(wrong)}
        </p>
      )}
      {own && state === 'sending' && <Sending />}
      {message && seen !== '' && !deleted ? (
        <button className="message-state" data-testid="seen" title="Who has read it" onClick={() => readers(message)}>
          {seen}
        </button>
      ) : (
        own && state === 'sent' && latest && !deleted && (
          <p className="message-state">
            <Icon name="check" />
            <span className="visually-hidden">Sent</span>
          </p>
        )
      )}
      {state === 'failed' && clientId !== null && <Failed id={clientId} reason={reason} />}
    </div>
  );
});

function Sending(): ReactNode {
  const offline = useSync((s) => s.connection) === 'offline';
  return (
    <p className="message-state">
      <Icon name="clock" />
      <span className={offline ? '' : 'visually-hidden'}>{offline ? 'Waiting' : 'Sending'}</span>
    </p>
  );
}

function Failed({ id, reason }: { id: string; reason: string | null }): ReactNode {
  const { engine } = useSignedIn();
  return (
    <p className="message-state failed" role="alert">
      <Icon name="alert" />
      <span>Not sent. {reason}</span>
      <button className="link" data-testid="retry" onClick={() => engine.retry(id)}>
        Retry
      </button>
      <button className="link" data-testid="discard" onClick={() => engine.discard(id)}>
        Discard
      </button>
    </p>
  );
}

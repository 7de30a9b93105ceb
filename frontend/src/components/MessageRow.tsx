import { type FocusEvent, memo, type ReactNode, useState } from 'react';
import { formatFull, formatTime } from '../state/format';
import { linkify } from '../state/linkify';
import { useSignedIn, useSync } from '../state/sync';
import type { Row } from '../state/timeline';
import { useAction } from '../state/useAction';
import { tombstone } from '../state/words';
import type { Message } from '../sync/protocol';
import { EditMessage } from './EditMessage';
import { MessageFiles } from './files/MessageFiles';
import { Icon } from './Icon';
import { MessageTools } from './MessageTools';
import { Quote } from './Quote';
import { Reactions } from './Reactions';
import { useRoomActions } from './RoomActions';
import './message.css';

interface Props extends Omit<Row, 'key'> {
  sender: string;
  own: boolean;
  latest: boolean;
  /** The turn of its being edited; 0: it is not. */
  editing: number;
  /** Someone was led to this message just now. */
  marked: boolean;
  /** The message that it answers; undefined while that is not known. */
  quoted: Message | null | undefined;
  /** Who has read it, as a sentence. */
  seen: string;
}

export const MessageRow = memo(function MessageRow(props: Props): ReactNode {
  const { clientId, seq, message, content, replyTo, attachments, at, state, reason, sender, own, latest, editing, marked, quoted, seen } = props;
  const { engine } = useSignedIn();
  const { open } = useRoomActions();
  const { busy, problem, run } = useAction();
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  // The end of editing takes away what is under the mouse, and then nothing tells that the mouse has left.
  if (editing > 0 && pointed) setPointed(false);
  const deleted = message?.deleted_at !== undefined;

  function react(emoji: string, on: boolean): void {
    if (message) run(() => engine.react(message, emoji, on));
  }

  function focus({ target }: FocusEvent): void {
    // A click with the mouse focuses too, but the mouse will leave without taking the focus along. A finger has only the focus.
    setFocused(target.matches(':focus-visible') || matchMedia('(hover: none)').matches);
  }

  const text = deleted ? tombstone : content || attachments.map((file) => file.name).join(', ');
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
      aria-label={`${own ? 'You' : sender}, ${formatTime(at)}: ${text}`}
      tabIndex={latest ? 0 : -1}
      // Not its entering: React does not hear of that when what the mouse was on before is gone from the page.
      onPointerMove={(event) => setPointed(event.pointerType === 'mouse' && editing === 0)}
      onPointerLeave={() => setPointed(false)}
      onFocus={focus}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setFocused(false);
      }}
    >
      {editing > 0 && message && !deleted ? (
        <EditMessage message={message} turn={editing} />
      ) : (
        <div className="bubble-line">
          <div className="bubble" title={formatFull(at)}>
            {replyTo !== null && !deleted && <Quote seq={replyTo} message={quoted} />}
            {!deleted && attachments.length > 0 && <MessageFiles files={attachments} />}
            {deleted ? text : <Text>{content}</Text>}
            {message?.edited_at !== undefined && (
              <span className="edited" title={formatFull(Date.parse(message.edited_at))}>
                edited
              </span>
            )}
          </div>
          {message && !deleted && open && (pointed || focused) && <MessageTools message={message} onReact={react} />}
        </div>
      )}
      {message?.reactions && <Reactions reactions={message.reactions} disabled={busy} onReact={react} />}
      {problem && (
        <span className="message-state failed" role="alert">
          {problem.message}
        </span>
      )}
      {own && state === 'sending' && <Sending />}
      {seen !== '' ? (
        <span className="message-state" data-testid="seen">
          {seen}
        </span>
      ) : (
        own &&
        state === 'sent' &&
        latest &&
        !deleted && (
          <span className="message-state">
            <Icon name="check" />
            <span className="visually-hidden">Sent</span>
          </span>
        )
      )}
      {state === 'failed' && clientId !== null && <Failed id={clientId} reason={reason} />}
    </div>
  );
});

function Text({ children }: { children: string }): ReactNode {
  return (
    <span className="bubble-text">
      {linkify(children).map((part, i) =>
        part.href === null ? (
          part.text
        ) : (
          <a key={i} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
            {part.text}
          </a>
        ),
      )}
    </span>
  );
}

function Sending(): ReactNode {
  const offline = useSync((s) => s.connection) === 'offline';
  return (
    <span className="message-state">
      <Icon name="clock" />
      <span className={offline ? '' : 'visually-hidden'}>{offline ? 'Waiting' : 'Sending'}</span>
    </span>
  );
}

function Failed({ id, reason }: { id: string; reason: string | null }): ReactNode {
  const { engine } = useSignedIn();
  return (
    <span className="message-state failed" role="alert">
      <Icon name="alert" />
      <span>Not sent. {reason}</span>
      <button className="link" data-testid="retry" onClick={() => engine.retry(id)}>
        Retry
      </button>
      <button className="link" data-testid="discard" onClick={() => engine.discard(id)}>
        Discard
      </button>
    </span>
  );
}

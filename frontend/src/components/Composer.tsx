import { type KeyboardEvent, type ReactNode, type Ref, type SyntheticEvent, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { readDraft, writeDraft } from '../state/drafts';
import { useSignedIn } from '../state/sync';
import { excerpt } from '../state/words';
import { maxContentLength, type Message } from '../sync/protocol';
import { AttachButton } from './files/AttachButton';
import { FileTray } from './files/FileTray';
import { useUploads } from './files/useUploads';
import { fitHeight } from './fitHeight';
import { Icon } from './Icon';
import { useRoomActions } from './RoomActions';
import { TypingLine } from './TypingLine';
import './composer.css';

/** Characters left at which the counter appears. */
const counterFrom = 400;

export interface ComposerHandle {
  focus: () => void;
}

interface Props {
  sessionId: number;
  name: string;
  closed: boolean;
  handle: Ref<ComposerHandle>;
  /** The message that is being answered. */
  replyTo: Message | null;
  onNoReply: () => void;
}

export function Composer({ sessionId, name, closed, handle, replyTo, onNoReply }: Props): ReactNode {
  const { user, engine } = useSignedIn();
  const { edit } = useRoomActions();
  const [text, setText] = useState(() => readDraft(sessionId));
  const area = useRef<HTMLTextAreaElement>(null);
  const content = text.trim();
  const left = maxContentLength - content.length;
  const files = useUploads(sessionId);
  const sendable = files.settled && left >= 0 && (content !== '' || files.ready.length > 0);

  useLayoutEffect(() => fitHeight(area.current), [text]);

  useEffect(() => {
    // On a phone the focus would open the keyboard over what one came to read.
    if (matchMedia('(hover: hover)').matches) area.current?.focus();
  }, []);

  useImperativeHandle(handle, () => ({ focus: () => area.current?.focus() }), []);

  function write(value: string): void {
    setText(value);
    writeDraft(sessionId, value);
    if (value.trim() !== '') engine.writing(sessionId);
  }

  function send(event?: SyntheticEvent): void {
    event?.preventDefault();
    if (!sendable) return;
    engine.send(sessionId, content, replyTo?.seq, files.ready);
    files.sent();
    onNoReply();
    write('');
    area.current?.focus();
  }

  function press(event: KeyboardEvent): void {
    // While an input method composes a word, its keys belong to it.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape') {
      if (replyTo) onNoReply();
      else edit(null);
    } else if (event.key === 'ArrowUp' && text === '') {
      const messages = engine.state.rooms.get(sessionId)?.messages ?? [];
      const own = messages.findLast((m) => m.sender.id === user.id && m.deleted_at === undefined);
      if (!own) return;
      event.preventDefault();
      edit(own);
    }
  }

  if (closed) return <p className="composer-closed">This session is closed. It can be read, but not written to.</p>;
  return (
    <form className="composer" onSubmit={send}>
      <TypingLine sessionId={sessionId} />
      {replyTo && (
        <div className="reply-to" data-testid="reply-to">
          <Icon name="reply" />
          <span className="reply-text">
            Reply to <strong>{replyTo.sender.id === user.id ? 'yourself' : replyTo.sender.display_name}</strong>{' '}
            <span className="muted">{excerpt(replyTo)}</span>
          </span>
          <button className="icon-button" type="button" aria-label="Do not reply" title="Do not reply (Esc)" onClick={onNoReply}>
            <Icon name="close" />
          </button>
        </div>
      )}
      <FileTray files={files} />
      <div className="composer-box">
        <AttachButton onFiles={files.add} />
        <textarea
          ref={area}
          data-testid="composer"
          aria-label={`Message to ${name}`}
          aria-describedby="composer-left"
          aria-invalid={left < 0}
          placeholder="Write a message"
          enterKeyHint="send"
          rows={1}
          value={text}
          onChange={(event) => write(event.target.value)}
          onKeyDown={press}
        />
        <button className="send" data-testid="send" type="submit" aria-label="Send" disabled={!sendable}>
          <Icon name="send" />
        </button>
      </div>
      <p id="composer-left" className={left < 0 ? 'composer-left wrong' : 'composer-left'} aria-live="polite">
        {left < 0 ? `${-left} characters too long` : left <= counterFrom ? `${left} characters left` : ''}
      </p>
    </form>
  );
}

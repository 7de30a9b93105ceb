import { type KeyboardEvent, type ReactNode, type SyntheticEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { readDraft, writeDraft } from '../state/drafts';
import { useSignedIn } from '../state/sync';
import { maxContentLength } from '../sync/protocol';
import { Icon } from './Icon';
import './composer.css';

/** Characters left at which the counter appears. */
const counterFrom = 400;

export function Composer({ sessionId, name, closed }: { sessionId: number; name: string; closed: boolean }): ReactNode {
  const { engine } = useSignedIn();
  const [text, setText] = useState(() => readDraft(sessionId));
  const area = useRef<HTMLTextAreaElement>(null);
  const content = text.trim();
  const left = maxContentLength - content.length;
  const sendable = content !== '' && left >= 0;

  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [text]);

  useEffect(() => {
    // On a phone the focus would open the keyboard over what one came to read.
    if (matchMedia('(hover: hover)').matches) area.current?.focus();
  }, []);

  function write(value: string): void {
    setText(value);
    writeDraft(sessionId, value);
  }

  function send(event?: SyntheticEvent): void {
    event?.preventDefault();
    if (!sendable) return;
    engine.send(sessionId, content);
    write('');
    area.current?.focus();
  }

  function press(event: KeyboardEvent): void {
    // While an input method composes a word, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  }

  if (closed) return <p className="composer-closed">This session is closed. It can be read, but not written to.</p>;
  return (
    <form className="composer" onSubmit={send}>
      <div className="composer-box">
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

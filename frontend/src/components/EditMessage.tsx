import { type KeyboardEvent, type ReactNode, type SyntheticEvent, useLayoutEffect, useRef, useState } from 'react';
import { useSignedIn } from '../state/sync';
import { useAction } from '../state/useAction';
import { maxContentLength, type Message } from '../sync/protocol';
import { fitHeight } from './fitHeight';
import { useRoomActions } from './RoomActions';

/** The text of a message, in its place, to be changed. */
export function EditMessage({ message, turn }: { message: Message; turn: number }): ReactNode {
  const { engine } = useSignedIn();
  const { edit } = useRoomActions();
  const { busy, problem, run } = useAction();
  const [text, setText] = useState(message.content);
  const area = useRef<HTMLTextAreaElement>(null);
  const content = text.trim();
  const tooLong = content.length - maxContentLength;
  const savable = content !== '' && tooLong <= 0 && !busy;

  useLayoutEffect(() => fitHeight(area.current), [text]);

  useLayoutEffect(() => {
    const element = area.current;
    element?.focus();
    element?.setSelectionRange(element.value.length, element.value.length);
  }, [turn]);

  function save(event?: SyntheticEvent): void {
    event?.preventDefault();
    if (!savable) return;
    run(async () => {
      if (content !== message.content) await engine.edit(message, content);
      edit(null);
    });
  }

  function press(event: KeyboardEvent): void {
    // While an input method composes a word, its keys belong to it.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      edit(null);
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      save();
    }
  }

  return (
    <form className="edit" onSubmit={save}>
      <textarea
        ref={area}
        data-testid="edit-text"
        aria-label="Edit message"
        aria-invalid={tooLong > 0}
        rows={1}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={press}
      />
      <div className="edit-end">
        <span className={tooLong > 0 || problem ? 'edit-note wrong' : 'edit-note'} aria-live="polite">
          {problem?.message ?? (tooLong > 0 ? `${tooLong} characters too long` : 'Enter saves, Esc cancels')}
        </span>
        <button className="link" type="button" onClick={() => edit(null)}>
          Cancel
        </button>
        <button className="link" type="submit" data-testid="edit-save" disabled={!savable}>
          Save
        </button>
      </div>
    </form>
  );
}

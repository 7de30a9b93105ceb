import { type KeyboardEvent, type ReactNode, type SyntheticEvent, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import { t } from '../../i18n/t';
import { continued } from '../../state/compose';
import { readEdit, writeEdit } from '../../state/drafts';
import { sentence } from '../../state/sentences';
import { useSignedIn, useSync } from '../../state/sync';
import { useAction } from '../../state/useAction';
import { maxContentLength, type Message } from '../../sync/protocol';
import { applyEdit } from '../composer/applyEdit';
import { fitHeight } from '../composer/fitHeight';
import { formatOf } from '../composer/FormatTools';
import { useRoomActions } from '../room/RoomActions';
import { isComposing } from '../shared/composing';

/** The text of a message, in its place, to be changed. */
export function EditMessage({ message, turn }: { message: Message; turn: number }): ReactNode {
  const { user, engine } = useSignedIn();
  const { edit } = useRoomActions();
  const { busy, problem, run } = useAction();
  const isOnline = useSync((state) => state.connection === 'online');
  // Neither a look elsewhere nor a reload loses what was changed and not saved.
  const [text, setText] = useState(() => readEdit(user.id, message.id) ?? message.content);
  /** It is to be saved as soon as the server can be reached. */
  const [waits, setWaits] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const content = text.trim();
  const tooLong = content.length - maxContentLength;
  const savable = content !== '' && tooLong <= 0 && !busy;

  useLayoutEffect(() => fitHeight(area.current), [text]);

  function write(value: string): void {
    setText(value);
    setWaits(false);
    writeEdit(user.id, message.id, value);
  }

  function end(): void {
    writeEdit(user.id, message.id, null);
    edit(null);
  }

  useLayoutEffect(() => {
    const element = area.current;
    element?.focus();
    element?.setSelectionRange(element.value.length, element.value.length);
  }, [turn]);

  function save(event?: SyntheticEvent): void {
    event?.preventDefault();
    if (!savable) return;
    setWaits(!isOnline);
    if (isOnline || content === message.content) run(store);
  }

  async function store(): Promise<void> {
    if (content !== message.content) await engine.edit(message, content);
    end();
  }

  const resume = useEffectEvent(() => run(store));
  useEffect(() => {
    if (waits && isOnline) resume();
  }, [waits, isOnline]);

  function press(event: KeyboardEvent<HTMLTextAreaElement>): void {
    // While an input method composes a word, its keys belong to it.
    if (isComposing(event)) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      end();
      return;
    }
    const area = event.currentTarget;
    const { selectionStart, selectionEnd } = area;
    const goesOn = event.key === 'Enter' && !event.ctrlKey && selectionStart === selectionEnd ? continued(text, selectionStart) : null;
    const made = formatOf(event)?.(text, selectionStart, selectionEnd) ?? goesOn;
    if (made) {
      event.preventDefault();
      applyEdit(area, made);
    } else if (event.key === 'Enter' && !event.shiftKey) {
      save(event);
    }
  }

  return (
    <form className="edit" onSubmit={save}>
      <textarea
        ref={area}
        data-testid="edit-text"
        aria-label={t('room.editMessage')}
        aria-invalid={tooLong > 0}
        dir="auto"
        rows={1}
        value={text}
        onChange={(event) => write(event.target.value)}
        onKeyDown={press}
      />
      <div className="edit-end">
        <span className={tooLong > 0 || problem ? 'edit-note wrong' : 'edit-note'} aria-live="polite">
          {problem ? sentence(problem) : tooLong > 0 ? t('room.tooLong', { count: tooLong }) : t(waits ? 'room.editWaits' : 'room.editKeys')}
        </span>
        <button className="link" type="button" onClick={end}>
          {t('app.cancel')}
        </button>
        <button className="link" type="submit" data-testid="edit-save" disabled={!savable}>
          {t('app.save')}
        </button>
      </div>
    </form>
  );
}

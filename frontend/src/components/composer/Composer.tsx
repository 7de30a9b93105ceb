import { type KeyboardEvent, type ReactNode, type Ref, type SyntheticEvent, useEffect, useEffectEvent, useId, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { rich, t } from '../../i18n/t';
import { continued, type Edit, finished } from '../../state/compose';
import { dropDraft, followDraft, readDraft, writeDraft } from '../../state/drafts';
import { emojiOf, loadEmoji } from '../../state/emoji';
import { useSignedIn } from '../../state/sync';
import { excerpt } from '../../state/words';
import type { OutgoingMessage } from '../../sync/outbox';
import { maxContentLength, type Message, type Participant } from '../../sync/protocol';
import { AttachButton } from '../files/AttachButton';
import { FileTray } from '../files/FileTray';
import { useUploads } from '../files/useUploads';
import { Markdown } from '../message/Markdown';
import { useRoomActions } from '../room/RoomActions';
import { isComposing } from '../shared/composing';
import { Icon } from '../shared/Icon';
import { applyEdit } from './applyEdit';
import { Completion, optionId } from './Completion';
import { fitHeight } from './fitHeight';
import { formatOf, FormatTools } from './FormatTools';
import { TypingLine } from './TypingLine';
import { useCompletion } from './useCompletion';
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
  /** Files cannot be sent there. */
  encrypted: boolean;
  people: readonly Participant[];
  handle: Ref<ComposerHandle>;
  /** The number of the message that is being answered, and the message as far as it is known. */
  replyTo: number | null;
  answered: Message | null;
  onNoReply: () => void;
  onSent: () => void;
}

/** Where a message is written. It belongs to one session for as long as it lives: what is in it goes there or nowhere. */
export function Composer({ sessionId, name, closed, encrypted, people, handle, replyTo, answered, onNoReply, onSent }: Props): ReactNode {
  const { user, engine } = useSignedIn();
  const { edit, pickEmoji } = useRoomActions();
  const [text, setText] = useState(() => unsent(readDraft(user.id, sessionId).text, engine.state.outgoing, sessionId));
  const [caret, setCaret] = useState(0);
  const [preview, setPreview] = useState(false);
  /** The message is to go as soon as all of its files are there. */
  const [queued, setQueued] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const content = text.trim();
  const left = maxContentLength - content.length;
  const files = useUploads(sessionId);
  const ready = encrypted ? [] : files.ready;
  const settled = encrypted || files.settled;
  const attached = encrypted ? 0 : files.list.length;
  const sendable = left >= 0 && (content !== '' || attached > 0) && (settled ? content !== '' || ready.length > 0 : !queued);
  const others = useMemo(() => people.filter((person) => person.id !== user.id), [people, user]);
  const completion = useCompletion(text, caret, others, (from, insert) => change({ from, to: caret, insert, select: [from + insert.length, from + insert.length] }));

  useLayoutEffect(() => fitHeight(area.current), [text]);

  useEffect(() => followDraft(user.id, sessionId, (draft) => setText(draft.text)), [user.id, sessionId]);

  useEffect(() => {
    // On a phone the focus would open the keyboard over what one came to read.
    if (matchMedia('(hover: hover)').matches) area.current?.focus();
  }, []);

  const release = useEffectEvent(() => send());
  const isComplete = files.list.every((upload) => upload.state === 'done');
  useEffect(() => {
    if (queued && isComplete) release();
  }, [queued, isComplete]);

  useImperativeHandle(handle, () => ({ focus: () => area.current?.focus() }), []);

  function change(made: Edit): void {
    if (area.current) applyEdit(area.current, made);
  }

  function write(value: string, at: number): void {
    setText(value);
    setCaret(at);
    // Here, not whenever the text is another one: what another tab has made of it is not to be written over its next change.
    writeDraft(user.id, sessionId, { text: value, replyTo });
    if (value.trim() !== '') engine.writing(sessionId);
    const named = finished(value, at);
    // Once React is done with this change, and the names are there.
    if (named) void loadEmoji().then(() => replace(named, at), () => undefined);
  }

  /** A short name that was typed to its end becomes its emoji, if it still stands there. */
  function replace({ from, code }: { from: number; code: string }, to: number): void {
    const char = emojiOf(code);
    const { value = '', selectionStart: caret = to } = area.current ?? {};
    if (char === null || value.slice(from, to).toLowerCase() !== `:${code}:`) return;
    const end = caret - (to - from) + char.length;
    change({ from, to, insert: char, select: [end, end] });
  }

  function send(event?: SyntheticEvent): void {
    event?.preventDefault();
    if (!sendable) return;
    if (!settled) {
      setQueued(true);
      return;
    }
    // The draft goes when the message cannot be lost any more.
    engine.send(sessionId, content, replyTo, ready, () => dropDraft(user.id, sessionId, content));
    if (!encrypted) files.sent();
    engine.latest(sessionId);
    onSent();
    setText('');
    setPreview(false);
    setQueued(false);
    area.current?.focus();
  }

  function press(event: KeyboardEvent<HTMLTextAreaElement>): void {
    // While an input method composes a word, its keys belong to it.
    if (isComposing(event) || completion.press(event)) return;
    const { selectionStart, selectionEnd } = event.currentTarget;
    const format = formatOf(event);
    if (format) {
      event.preventDefault();
      change(format(text, selectionStart, selectionEnd));
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      send(event);
    } else if (event.key === 'Enter') {
      const goesOn = selectionStart === selectionEnd ? continued(text, selectionStart) : null;
      if (goesOn) {
        event.preventDefault();
        change(goesOn);
      } else if (!event.shiftKey) {
        send(event);
      }
    } else if (event.key === 'Escape') {
      if (replyTo !== null) onNoReply();
      else edit(null);
    } else if (event.key === 'ArrowUp' && text === '') {
      const messages = engine.state.rooms.get(sessionId)?.messages ?? [];
      const { deletions } = engine.state;
      const own = messages.findLast((m) => m.sender.id === user.id && m.deleted_at === undefined && m.sealed === undefined && !deletions.has(m.id));
      if (!own) return;
      event.preventDefault();
      // In the past its row is not there.
      engine.latest(sessionId);
      edit(own);
    }
  }

  function addEmoji(char: string): void {
    const at = area.current?.selectionStart ?? text.length;
    const to = area.current?.selectionEnd ?? at;
    change({ from: at, to, insert: char, select: [at + char.length, at + char.length] });
  }

  if (closed) return <p className="composer-closed">{t('room.closed')}</p>;
  return (
    <form className="composer" onSubmit={send}>
      {completion.open && <Completion id={id} found={completion.found} at={completion.at} onTake={completion.take} />}
      {replyTo !== null && (
        <div className="reply-to" data-testid="reply-to">
          <Icon name="reply" />
          <span className="reply-text">
            {replying(answered, user.id)} <span className="muted">{answered && excerpt(answered)}</span>
          </span>
          <button className="icon-button" type="button" aria-label={t('room.doNotReply')} title={t('room.doNotReplyTitle')} onClick={onNoReply}>
            <Icon name="close" />
          </button>
        </div>
      )}
      {!encrypted && <FileTray files={files} />}
      <div className="composer-box">
        <textarea
          ref={area}
          data-testid="composer"
          aria-label={t('room.messageTo', { name })}
          aria-describedby="composer-left"
          aria-invalid={left < 0}
          aria-autocomplete="list"
          aria-controls={completion.open ? id : undefined}
          aria-activedescendant={completion.open ? optionId(id, completion.at) : undefined}
          placeholder={name === '' ? t('room.writeMessage') : t('room.messageName', { name })}
          enterKeyHint="send"
          dir="auto"
          rows={1}
          value={text}
          onChange={(event) => write(event.target.value, event.target.selectionStart)}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={press}
        />
        {preview && content !== '' && (
          <div className="composer-preview" data-testid="preview" role="region" aria-label={t('room.preview')} tabIndex={0}>
            <Markdown>{content}</Markdown>
          </div>
        )}
        <div className="composer-tools">
          <button
            type="button"
            className="tool"
            data-testid="add-emoji"
            aria-label={t('room.emoji')}
            title={t('room.emoji')}
            onClick={(event) => pickEmoji(event.currentTarget.getBoundingClientRect(), addEmoji)}
          >
            <Icon name="smile" />
          </button>
          {!encrypted && <AttachButton onFiles={files.add} />}
          <FormatTools
            onFormat={(make) => {
              const element = area.current;
              if (element) change(make(text, element.selectionStart, element.selectionEnd));
            }}
          />
          <span className="composer-space" />
          <button
            type="button"
            className="tool"
            data-testid="toggle-preview"
            aria-label={t('room.preview')}
            title={t(preview ? 'room.hidePreview' : 'room.seeHow')}
            aria-pressed={preview}
            onClick={() => setPreview(!preview)}
          >
            <Icon name="eye" />
          </button>
          <button className="send" data-testid="send" type="submit" aria-label={t('room.send')} title={t('room.sendTitle')} disabled={!sendable}>
            <Icon name="send" />
          </button>
        </div>
      </div>
      <div className="composer-below">
        <TypingLine sessionId={sessionId} participants={people} />
        {queued && (
          <p className="composer-queued" role="status" data-testid="queued">
            {t('room.sendsWithFiles')}{' '}
            <button className="link" type="button" onClick={() => setQueued(false)}>
              {t('app.cancel')}
            </button>
          </p>
        )}
        <p id="composer-left" className={left < 0 ? 'composer-left wrong' : 'composer-left'} data-testid="left" aria-live="polite">
          {left < 0 ? t('room.tooLong', { count: -left }) : left <= counterFrom ? t('room.charactersLeft', { count: left }) : ''}
        </p>
      </div>
    </form>
  );
}

/** What is left to be written of a draft: nothing when it is a message on its way already, which was not safe when its page went. */
function unsent(draft: string, outgoing: readonly OutgoingMessage[], sessionId: number): string {
  return outgoing.some((m) => m.session_id === sessionId && m.content === draft.trim()) ? '' : draft;
}

/** Whom the message answers. */
function replying(answered: Message | null, me: number): ReactNode {
  const b = (inside: ReactNode) => <strong>{inside}</strong>;
  if (!answered) return rich('room.replyToMessage', { b });
  return answered.sender.id === me ? rich('room.replyToSelf', { b }) : rich('room.replyToName', { name: answered.sender.display_name, b });
}

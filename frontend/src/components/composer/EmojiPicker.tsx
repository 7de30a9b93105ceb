import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { t } from '../../i18n/t';
import { type Emoji, findEmoji, groups, loadEmoji, recentEmoji, rememberEmoji } from '../../state/emoji';
import { isComposing } from '../shared/composing';
import { step } from '../shared/direction';
import './emoji.css';

interface Props {
  /** What it belongs to, in the view. */
  anchor: DOMRect;
  onPick: (emoji: string) => void;
  onClose: () => void;
}

interface Section {
  title: string;
  emoji: readonly Emoji[];
}

/** Pixels between the picker and what it belongs to, and the edge of the view. */
const gap = 8;
/** As many as emoji.css has in a row. */
const columns = 8;

/** All emoji, to look through or to search, by mouse, finger or keyboard. */
export default function EmojiPicker({ anchor, onPick, onClose }: Props): ReactNode {
  const root = useRef<HTMLDialogElement>(null);
  const [all, setAll] = useState<readonly Emoji[] | null>(null);
  const [failed, setFailed] = useState(false);
  const [query, setQuery] = useState('');
  const sections = useMemo(() => sectionsOf(all ?? [], query), [all, query]);
  /** Enter came before the emoji did: the first one found is picked when they are here. */
  const entered = useRef(false);

  useEffect(() => {
    loadEmoji().then(setAll, () => setFailed(true));
  }, []);

  useEffect(() => {
    const first = sections.flatMap(({ emoji }) => emoji)[0];
    if (entered.current && first) pick(first.char);
  });

  useLayoutEffect(() => {
    const element = root.current;
    if (!element) return;
    element.showModal();
    const { width, height } = element.getBoundingClientRect();
    // Towards the middle of the view.
    const wanted = anchor.left < innerWidth / 2 ? anchor.left : anchor.right - width;
    const left = Math.max(gap, Math.min(wanted, innerWidth - width - gap));
    const above = anchor.top - gap - height;
    element.style.left = `${left}px`;
    element.style.top = `${above >= gap ? above : Math.max(gap, Math.min(anchor.bottom + gap, innerHeight - height - gap))}px`;
    return () => element.close();
  }, [anchor]);

  function pick(char: string): void {
    rememberEmoji(char);
    onClose();
    onPick(char);
  }

  function press(event: KeyboardEvent): void {
    if (isComposing(event)) return;
    const buttons = [...(root.current?.querySelectorAll<HTMLElement>('.picker-emoji') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'Enter' && at < 0) {
      event.preventDefault();
      entered.current = all === null;
      buttons[0]?.click();
      return;
    }
    const inField = at < 0;
    const beside = inField || !root.current ? 0 : step(event.key, root.current);
    const by = { ArrowDown: inField ? 1 : columns, ArrowUp: -columns }[event.key] ?? beside;
    if (by === 0) return;
    event.preventDefault();
    if (at >= 0 && at + by < 0) root.current?.querySelector('input')?.focus();
    else buttons[Math.min(buttons.length - 1, Math.max(0, at + by))]?.focus();
  }

  return (
    <dialog
      ref={root}
      className="picker"
      aria-label={t('room.emoji')}
      data-testid="emoji-picker"
      onKeyDown={press}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === root.current) onClose();
      }}
    >
      <div className="picker-body">
        <input
          type="search"
          className="picker-search"
          data-testid="emoji-search"
          aria-label={t('room.searchEmoji')}
          placeholder={t('room.searchEmoji')}
          autoComplete="off"
          autoFocus
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <div className="picker-list">
          {failed && <p className="picker-note">{t('room.emojiFailed')}</p>}
          {!failed && all === null && <p className="picker-note">{t('app.loading')}</p>}
          {all !== null && sections.every((s) => s.emoji.length === 0) && <p className="picker-note">{t('room.noEmoji')}</p>}
          {sections.map(
            ({ title, emoji }) =>
              emoji.length > 0 && (
                <section key={title} aria-label={title} className="picker-section">
                  <h3>{title}</h3>
                  <div className="picker-grid">
                    {emoji.map(({ char, name, codes }) => (
                      <button
                        key={char}
                        type="button"
                        className="picker-emoji emoji"
                        aria-label={name}
                        title={codes[0] === undefined ? name : `${name}  :${codes[0]}:`}
                        onClick={() => pick(char)}
                      >
                        {char}
                      </button>
                    ))}
                  </div>
                </section>
              ),
          )}
        </div>
      </div>
    </dialog>
  );
}

function sectionsOf(all: readonly Emoji[], query: string): Section[] {
  if (query.trim() !== '') return [{ title: t('sessions.found'), emoji: findEmoji(all, query) }];
  const recent = recentEmoji().flatMap((char) => all.find((emoji) => emoji.char === char) ?? []);
  return [{ title: t('sessions.recent'), emoji: recent }, ...groups.map((group, i) => ({ title: t(group), emoji: all.filter((emoji) => emoji.group === i) }))];
}

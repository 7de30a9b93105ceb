import { type KeyboardEvent, useEffect, useMemo, useState } from 'react';
import { completable, type Completable } from '../../state/compose';
import { type Emoji, findEmoji, loadEmoji } from '../../state/emoji';
import type { Participant } from '../../sync/protocol';

export interface Suggestion {
  key: string;
  /** What takes the place of what was typed. */
  insert: string;
  /** A picture, or whose picture it is. */
  sign: string | { name: string; seed: number };
  label: string;
  note: string;
  /** It is what was typed already: there is nothing to complete. */
  whole: boolean;
}

/** Suggestions at a time. */
const most = 8;

/**
 * Suggestions for what is being typed at `caret`: people after `@`, emoji after `:`.
 * @param accept takes the place of what was typed from `from` to the caret.
 */
export function useCompletion(
  text: string,
  caret: number,
  people: readonly Participant[],
  accept: (from: number, insert: string) => void,
) {
  const [chosen, setChosen] = useState(0);
  /** Closed at this place until something else is being typed. */
  const [closed, setClosed] = useState<number | null>(null);
  const [emoji, setEmoji] = useState<readonly Emoji[]>([]);
  const place = useMemo(() => completable(text, caret), [text, caret]);
  const found = useMemo(() => (place ? suggestions(place, people, emoji) : []), [place, people, emoji]);
  const open = place !== null && place.from !== closed && found.length > 0;
  const at = Math.min(chosen, found.length - 1);
  if (closed !== null && place?.from !== closed) setClosed(null);
  const wantsEmoji = place?.kind === 'emoji';

  useEffect(() => {
    // Without them short names stay what they are.
    if (wantsEmoji) loadEmoji().then(setEmoji, () => undefined);
  }, [wantsEmoji]);

  function take(i: number): void {
    const suggestion = found[i];
    if (!place || !suggestion) return;
    setChosen(0);
    accept(place.from, suggestion.insert);
  }

  /** @returns whether the key was meant for the suggestions. */
  function press(event: KeyboardEvent): boolean {
    if (!open) return false;
    switch (event.key) {
      case 'ArrowDown':
        setChosen((at + 1) % found.length);
        break;
      case 'ArrowUp':
        setChosen((at + found.length - 1) % found.length);
        break;
      case 'Enter':
        // A name that was typed to its end needs no second Enter before the message goes.
        if (found[at]?.whole) return false;
        take(at);
        break;
      case 'Tab':
        take(at);
        break;
      case 'Escape':
        setClosed(place.from);
        break;
      default:
        setChosen(0);
        return false;
    }
    event.preventDefault();
    return true;
  }

  return { open, found, at, take, press };
}

function suggestions({ kind, query }: Completable, people: readonly Participant[], emoji: readonly Emoji[]): Suggestion[] {
  if (kind === 'emoji') {
    return findEmoji(emoji, query, most).map(({ char, name, codes }) => ({
      key: char,
      insert: `${char} `,
      sign: char,
      label: codes[0] === undefined ? name : `:${codes[0]}:`,
      note: name,
      whole: false,
    }));
  }
  const wanted = query.toLowerCase();
  const starts = (name: string) => name.toLowerCase().split(/[\s._-]+/).some((word) => word.startsWith(wanted)) || name.toLowerCase().startsWith(wanted);
  const whole = (p: Participant) => p.username.toLowerCase() === wanted;
  return people
    .filter((p) => starts(p.username) || starts(p.display_name))
    .sort((a, b) => Number(whole(b)) - Number(whole(a)))
    .slice(0, most)
    .map((p) => ({
      key: p.username,
      insert: `@${p.username} `,
      sign: { name: p.display_name, seed: p.id },
      label: p.display_name,
      note: `@${p.username}`,
      whole: whole(p),
    }));
}

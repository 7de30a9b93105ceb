import type { ReactNode } from 'react';
import { type Key, t } from '../../i18n/t';
import { asCode, asLink, type Edit, prefixLines, wrap } from '../../state/compose';
import { Icon, type IconName } from '../shared/Icon';

type Make = (text: string, start: number, end: number) => Edit;

interface Format {
  icon: IconName;
  name: Key;
  /** With Ctrl or Cmd; `shift` as well where it is set. */
  key?: string;
  shift?: boolean;
  make: Make;
}

const formats: readonly Format[] = [
  { icon: 'bold', name: 'room.bold', key: 'b', make: (text, start, end) => wrap(text, start, end, '**') },
  { icon: 'italic', name: 'room.italic', key: 'i', make: (text, start, end) => wrap(text, start, end, '*') },
  { icon: 'code', name: 'room.code', key: 'e', make: asCode },
  { icon: 'link', name: 'room.link', key: 'k', shift: true, make: asLink },
  { icon: 'list', name: 'room.list', key: 'l', shift: true, make: (text, start, end) => prefixLines(text, start, end, '- ') },
  { icon: 'quote', name: 'room.quote', make: (text, start, end) => prefixLines(text, start, end, '> ') },
];

/** The format that a key asks for; null: none. */
export function formatOf(event: { key: string; ctrlKey: boolean; metaKey: boolean; shiftKey: boolean; altKey: boolean }): Make | null {
  if (event.ctrlKey === event.metaKey || event.altKey) return null;
  const key = event.key.toLowerCase();
  return formats.find((f) => f.key === key && (f.shift ?? false) === event.shiftKey)?.make ?? null;
}

function titleOf(format: Key, key: string | undefined, shift = false): string {
  const name = t(format);
  if (key === undefined) return name;
  return t(shift ? 'room.withShiftKey' : 'room.withKey', { name, key: key.toUpperCase() });
}

/** What can be done with the selected text. */
export function FormatTools({ onFormat }: { onFormat: (make: Make) => void }): ReactNode {
  return (
    <div className="format" role="group" aria-label={t('room.format')}>
      {formats.map(({ icon, name, key, shift, make }) => (
        <button
          key={name}
          type="button"
          className="tool"
          tabIndex={-1}
          aria-label={t(name)}
          title={titleOf(name, key, shift)}
          // The selection stays in the text.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onFormat(make)}
        >
          <Icon name={icon} />
        </button>
      ))}
    </div>
  );
}

import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { t } from '../../i18n/t';
import { describeZone, deviceZone, searchZones, type TimeZone, timeZones, zoneOffset, zoneTime } from '../../state/timeZones';
import { isComposing } from '../shared/composing';
import { Labelled } from '../shared/Field';
import '../shared/suggestions.css';

interface Props {
  /** An IANA name; empty: not known. */
  value: string;
  onChange: (zone: string) => void;
  errors: readonly string[] | undefined;
}

/** Finds a time zone by its city, region or offset (the ARIA combobox pattern, with a list of suggestions). */
export function TimeZonePicker({ value, onChange, errors }: Props): ReactNode {
  const all = useMemo(() => timeZones(), []);
  /** What is being typed; null while nobody searches. */
  const [text, setText] = useState<string | null>(null);
  const [index, setIndex] = useState(0);
  const [now, setNow] = useState(() => Date.now());
  const list = useRef<HTMLUListElement>(null);
  const found = text === null ? [] : searchZones(all, text, now);
  const chosen = found[Math.min(index, found.length - 1)];
  const here = deviceZone();

  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 15_000);
    return () => clearInterval(timer);
  }, []);

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  function search(question: string): void {
    setText(question);
    setIndex(0);
  }

  function pick(zone: string): void {
    onChange(zone);
    setText(null);
  }

  function press(event: KeyboardEvent): void {
    if (isComposing(event)) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (text === null) search('');
      else setIndex((Math.min(index, found.length - 1) + step + found.length) % Math.max(1, found.length));
    } else if (event.key === 'Enter' && text !== null) {
      // Enter picks, it does not submit the form.
      event.preventDefault();
      if (chosen) pick(chosen.name);
    } else if (event.key === 'Escape' && text !== null) {
      event.preventDefault();
      setText(null);
    }
  }

  return (
    <div className="zone-picker">
      <Labelled label={t('settings.timeZone')} errors={errors} hint={value === '' ? t('settings.timeZoneHint') : told(value, now)}>
        {(attributes) => (
          <>
            <input
              {...attributes}
              data-testid="time-zone"
              role="combobox"
              aria-expanded={text !== null}
              aria-controls={`${attributes.id}-list`}
              aria-autocomplete="list"
              aria-activedescendant={chosen ? `${attributes.id}-${chosen.name}` : undefined}
              autoComplete="off"
              spellCheck={false}
              placeholder={value === '' ? t('settings.timeZonePlaceholder') : title(describeZone(value))}
              value={text ?? (value === '' ? '' : title(describeZone(value)))}
              onFocus={(event) => event.target.select()}
              onClick={() => {
                if (text === null) search('');
              }}
              onChange={(event) => search(event.target.value)}
              onKeyDown={press}
              onBlur={() => setText(null)}
            />
            <ul ref={list} id={`${attributes.id}-list`} className="suggestions" role="listbox" aria-label={t('settings.timeZones')} hidden={found.length === 0}>
              {found.map((zone) => (
                <li
                  key={zone.name}
                  id={`${attributes.id}-${zone.name}`}
                  role="option"
                  aria-selected={zone === chosen}
                  data-testid="zone-option"
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => pick(zone.name)}
                >
                  <span className="zone-place">
                    {zone.place} <span className="muted">{zone.region}</span>
                  </span>
                  <span className="muted">{zoneOffset(zone.name, now)}</span>
                  <span className="zone-time">{zoneTime(zone.name, now)}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </Labelled>
      {text !== null && found.length === 0 && <p className="field-note">{t('settings.noTimeZone')}</p>}
      <div className="actions">
        {value !== here && (
          <button className="button small" type="button" data-testid="device-zone" onClick={() => pick(here)}>
            {t('settings.deviceTimeZone', { place: describeZone(here).place })}
          </button>
        )}
        {value !== '' && (
          <button className="button small quiet" type="button" onClick={() => pick('')}>
            {t('settings.doNotSay')}
          </button>
        )}
      </div>
    </div>
  );
}

function title(zone: TimeZone): string {
  return zone.region === '' ? zone.place : `${zone.place}, ${zone.region}`;
}

function told(zone: string, now: number): string {
  const time = zoneTime(zone, now);
  return time === '' ? t('settings.timeZoneUnknown') : t('settings.timeZoneNow', { time, offset: zoneOffset(zone, now) });
}

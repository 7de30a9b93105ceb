import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react';
import { t } from '../../i18n/t';
import { Icon } from '../shared/Icon';
import './files.css';

/** Takes files: chosen, dropped anywhere on the page, or pasted. */
export function AttachButton({ onFiles }: { onFiles: (files: readonly File[]) => void }): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  const [dragged, setDragged] = useState(false);
  const take = useEffectEvent((files: readonly File[]) => onFiles(files));

  useEffect(() => {
    const stop = new AbortController();
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true && !document.querySelector('dialog[open]');
    const drag = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setDragged(true);
    };
    const leave = (event: DragEvent) => {
      // Leaving the page, not one element for another.
      if (!event.relatedTarget) setDragged(false);
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setDragged(false);
      take([...(event.dataTransfer?.files ?? [])]);
    };
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      // A copied cell or formatted text comes with a picture of itself; its text is what is meant.
      if (files.length === 0 || event.clipboardData?.getData('text/plain')) return;
      event.preventDefault();
      take(files);
    };
    document.addEventListener('dragover', drag, { signal: stop.signal });
    document.addEventListener('dragleave', leave, { signal: stop.signal });
    document.addEventListener('drop', drop, { signal: stop.signal });
    document.addEventListener('paste', paste, { signal: stop.signal });
    return () => stop.abort();
  }, []);

  return (
    <>
      <button className="attach" type="button" aria-label={t('room.attachFiles')} title={t('room.attachFiles')} onClick={() => input.current?.click()}>
        <Icon name="clip" />
      </button>
      <input
        ref={input}
        className="visually-hidden"
        data-testid="file-input"
        type="file"
        multiple
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          // The same file can be chosen again.
          event.target.value = '';
        }}
      />
      {dragged && (
        <div className="drop-zone" aria-hidden="true">
          <p>
            <Icon name="clip" />
            {t('room.dropFiles')}
          </p>
        </div>
      )}
    </>
  );
}

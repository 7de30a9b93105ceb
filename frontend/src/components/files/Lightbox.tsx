import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { t } from '../../i18n/t';
import { formatSize } from '../../state/format';
import type { Attachment } from '../../sync/protocol';
import { step } from '../shared/direction';
import { Icon } from '../shared/Icon';
import './lightbox.css';

interface Props {
  files: readonly Attachment[];
  at: number;
  onMove: (at: number) => void;
  onClose: () => void;
}

/** The pictures of a message, one at a time. Arrow keys, Home and End move, Escape closes. */
export function Lightbox({ files, at, onMove, onClose }: Props): ReactNode {
  const ref = useRef<HTMLDialogElement>(null);
  const file = files[at];

  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);

  function press(event: KeyboardEvent): void {
    const to = { Home: 0, End: files.length - 1 }[event.key] ?? at + step(event.key, event.currentTarget);
    // What is behind must not hear of it.
    event.stopPropagation();
    if (to === at || !files[to]) return;
    event.preventDefault();
    onMove(to);
  }

  if (!file) return null;
  return createPortal(
    <dialog
      ref={ref}
      className="lightbox"
      data-testid="lightbox"
      aria-label={file.name}
      onKeyDown={press}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        // Beside the picture and the buttons.
        if (event.target instanceof HTMLElement && event.target.closest('img, a, button') === null) onClose();
      }}
    >
      <header className="lightbox-head">
        <p>
          <strong>{file.name}</strong>{' '}
          <span>
            {file.width} × {file.height}, {formatSize(file.size)}
            {files.length > 1 && `, ${t('room.pictureAt', { at: at + 1, count: files.length })}`}
          </span>
        </p>
        <a className="lightbox-button" href={file.url} download={file.name} aria-label={t('room.savePicture')} title={t('app.save')}>
          <Icon name="down" />
        </a>
        <button className="lightbox-button" type="button" aria-label={t('app.close')} title={t('room.closeEsc')} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div className="lightbox-stage">
        <img key={file.id} src={file.url} width={file.width} height={file.height} alt={file.name} />
      </div>
      {at > 0 && (
        <button className="lightbox-button lightbox-back" type="button" aria-label={t('room.pictureBefore')} onClick={() => onMove(at - 1)}>
          <Icon name="back" />
        </button>
      )}
      {at < files.length - 1 && (
        <button className="lightbox-button lightbox-next" type="button" aria-label={t('room.pictureNext')} onClick={() => onMove(at + 1)}>
          <Icon name="next" />
        </button>
      )}
    </dialog>,
    document.body,
  );
}

import { type ReactNode, useState } from 'react';
import { type Key, t } from '../../i18n/t';
import { formatSize } from '../../state/format';
import { useSignedIn } from '../../state/sync';
import type { Upload } from '../../state/uploads';
import { Icon } from '../shared/Icon';
import type { SessionUploads } from './useUploads';
import './files.css';

/** What will go with the next message, and how far it is. */
export function FileTray({ files }: { files: SessionUploads }): ReactNode {
  const { list, notice } = files;
  return (
    <>
      {list.length > 0 && (
        <ul className="tray" data-testid="file-tray" aria-label={t('room.filesToSend')}>
          {list.map((upload) => (
            <Item key={upload.key} upload={upload} />
          ))}
        </ul>
      )}
      {notice && (
        <p className="tray-notice" role="alert">
          {notice}
        </p>
      )}
    </>
  );
}

function Item({ upload }: { upload: Upload }): ReactNode {
  const { uploads } = useSignedIn();
  // What the browser cannot show is no picture, whatever its name says.
  const [broken, setBroken] = useState(false);
  const { key, name, size, sent, state, reason, preview } = upload;
  const percent = Math.min(100, Math.floor((100 * sent) / size));
  const busy = state === 'uploading' || state === 'stuck';
  return (
    <li className="tray-item" data-testid="upload" data-state={state}>
      {preview && !broken ? <img className="tray-picture" src={preview} alt="" onError={() => setBroken(true)} /> : <Kind name={name} />}
      <div className="tray-text">
        <span className="tray-name" title={name}>
          {name}
        </span>
        <span className={state === 'failed' ? 'tray-state wrong' : 'tray-state'} role={state === 'failed' ? 'alert' : undefined}>
          {state === 'failed' ? reason : state === 'done' ? formatSize(size) : t(words[state], { sent: formatSize(sent), size: formatSize(size) })}
        </span>
        {state !== 'done' && state !== 'failed' && <progress aria-label={t('room.uploadSent', { name })} max={100} value={percent} />}
      </div>
      {busy && (
        <button className="tray-button" type="button" aria-label={t('room.pauseNamed', { name })} title={t('room.pause')} onClick={() => uploads.pause(key)}>
          <Icon name="pause" />
        </button>
      )}
      {(state === 'paused' || state === 'failed') && (
        <button
          className="tray-button"
          type="button"
          aria-label={t(state === 'paused' ? 'room.resumeNamed' : 'room.tryNamedAgain', { name })}
          title={t(state === 'paused' ? 'room.resume' : 'app.tryAgain')}
          onClick={() => uploads.resume(key)}
        >
          <Icon name={state === 'paused' ? 'play' : 'retry'} />
        </button>
      )}
      <button className="tray-button" type="button" aria-label={t('sessions.removeNamed', { name })} title={t('app.remove')} onClick={() => uploads.cancel(key)}>
        <Icon name="close" />
      </button>
    </li>
  );
}

const words = { uploading: 'room.uploaded', stuck: 'room.uploadStuck', paused: 'room.uploadPaused' } as const satisfies Record<string, Key>;

/** A sheet with the end of the file's name. */
export function Kind({ name }: { name: string }): ReactNode {
  const end = /\.([a-z0-9]{1,4})$/i.exec(name)?.[1];
  return (
    <span className="kind" aria-hidden="true">
      <Icon name="file" />
      {end !== undefined && <span>{end.toLowerCase()}</span>}
    </span>
  );
}

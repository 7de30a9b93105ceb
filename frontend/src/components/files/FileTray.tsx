import { type ReactNode, useState } from 'react';
import { formatSize } from '../../state/format';
import { useSignedIn } from '../../state/sync';
import type { Upload } from '../../state/uploads';
import { Icon } from '../Icon';
import type { SessionUploads } from './useUploads';
import './files.css';

/** What will go with the next message, and how far it is. */
export function FileTray({ files }: { files: SessionUploads }): ReactNode {
  const { list, notice } = files;
  return (
    <>
      {list.length > 0 && (
        <ul className="tray" data-testid="file-tray" aria-label="Files to send">
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
          {state === 'failed' ? reason : state === 'done' ? formatSize(size) : `${words[state]} ${formatSize(sent)} of ${formatSize(size)}`}
        </span>
        {state !== 'done' && state !== 'failed' && <progress aria-label={`${name}, sent`} max={100} value={percent} />}
      </div>
      {busy && (
        <button className="tray-button" type="button" aria-label={`Pause ${name}`} title="Pause" onClick={() => uploads.pause(key)}>
          <Icon name="pause" />
        </button>
      )}
      {(state === 'paused' || state === 'failed') && (
        <button
          className="tray-button"
          type="button"
          aria-label={state === 'paused' ? `Resume ${name}` : `Try ${name} again`}
          title={state === 'paused' ? 'Resume' : 'Try again'}
          onClick={() => uploads.resume(key)}
        >
          <Icon name={state === 'paused' ? 'play' : 'retry'} />
        </button>
      )}
      <button className="tray-button" type="button" aria-label={`Remove ${name}`} title="Remove" onClick={() => uploads.cancel(key)}>
        <Icon name="close" />
      </button>
    </li>
  );
}

const words = { uploading: '', stuck: 'Waiting for the server.', paused: 'Paused.' };

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

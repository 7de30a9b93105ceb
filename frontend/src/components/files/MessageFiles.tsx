import { type ReactNode, useState } from 'react';
import { t } from '../../i18n/t';
import { formatSize } from '../../state/format';
import type { Attachment } from '../../sync/protocol';
import { Icon } from '../shared/Icon';
import { Kind } from './FileTray';
import { Lightbox } from './Lightbox';
import './files.css';

/** The files of a message. Everything has its size before it is loaded, so nothing jumps. */
export function MessageFiles({ files }: { files: readonly Attachment[] }): ReactNode {
  const [shown, setShown] = useState<number | null>(null);
  const pictures = files.filter((file) => file.kind === 'image');
  return (
    <div className="files">
      {pictures.length > 0 && (
        <div className="gallery" data-count={Math.min(pictures.length, 4)}>
          {pictures.map((file, i) => (
            <button key={file.id} className="picture" type="button" data-testid="picture" aria-label={t('room.showNamed', { name: file.name })} onClick={() => setShown(i)}>
              <img src={file.thumbnail_url ?? file.url} width={file.width} height={file.height} alt={file.name} loading="lazy" decoding="async" />
            </button>
          ))}
        </div>
      )}
      {files.map((file) => (file.kind === 'image' ? null : <Player key={file.id} file={file} />))}
      {shown !== null && <Lightbox files={pictures} at={shown} onMove={setShown} onClose={() => setShown(null)} />}
    </div>
  );
}

function Player({ file }: { file: Attachment }): ReactNode {
  const [broken, setBroken] = useState(false);
  if (file.kind === 'video' && !broken)
    return <video className="video" src={file.url} controls preload="metadata" aria-label={file.name} onError={() => setBroken(true)} />;
  if (file.kind === 'audio' && !broken) {
    return (
      <figure className="audio">
        <figcaption title={file.name}>{file.name}</figcaption>
        <audio src={file.url} controls preload="metadata" aria-label={file.name} onError={() => setBroken(true)} />
      </figure>
    );
  }
  return (
    <a className="document" data-testid="document" href={file.url} download={file.name}>
      <Kind name={file.name} />
      <span className="document-text">
        <span className="document-name" title={file.name}>
          {file.name}
        </span>
        <span className="document-size">{formatSize(file.size)}</span>
      </span>
      <Icon name="down" />
    </a>
  );
}

import type { ReactNode } from 'react';
import { useUpdate } from '../state/update';

/** A newer version is there. Nothing reloads by itself: somebody may be writing. */
export function UpdateNotice(): ReactNode {
  if (!useUpdate()) return null;
  return (
    <aside className="side-note" role="status" data-testid="update">
      <p>There is a new version of Chat.</p>
      <div className="side-note-actions">
        <button className="button small primary" onClick={() => location.reload()}>
          Reload
        </button>
      </div>
    </aside>
  );
}

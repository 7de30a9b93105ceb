import type { ReactNode } from 'react';

/** For what could not be read. */
export function TryAgain({ onRetry }: { onRetry: () => void }): ReactNode {
  return (
    <div className="actions">
      <button className="button" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}

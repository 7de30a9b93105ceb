import type { ReactNode } from 'react';
import { useSync } from '../state/sync';
import { writing } from '../state/words';

/** Who is writing. The line is always there, so that nothing moves when someone begins. */
export function TypingLine({ sessionId }: { sessionId: number }): ReactNode {
  const writers = useSync((state) => state.typing.get(sessionId));
  return (
    <p className="typing" data-testid="typing">
      {writing(writers?.map((w) => w.display_name) ?? [])}
    </p>
  );
}

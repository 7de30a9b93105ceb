import type { ReactNode } from 'react';
import { useSync } from '../../state/sync';
import { writing } from '../../state/words';
import type { User } from '../../sync/protocol';

interface Props {
  sessionId: number;
  participants: readonly User[];
}

/** Who is writing. The line is always there, so that nothing moves when someone begins. */
export function TypingLine({ sessionId, participants }: Props): ReactNode {
  const writers = useSync((state) => state.typing.get(sessionId));
  // What the signal calls them may be what they were called when they connected.
  const nameOf = (writer: User) => (participants.find((p) => p.id === writer.id) ?? writer).display_name;
  return (
    <p className="typing" data-testid="typing">
      {writing(writers?.map(nameOf) ?? [])}
    </p>
  );
}

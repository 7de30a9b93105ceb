import type { SyncEngine } from '../sync/engine';
import type { User } from '../sync/protocol';
import { rest } from '../transport/rest';
import { navigate } from './router';
import { roomPath } from './routes';

/** Opens the direct session with somebody; the server makes it when there is none. Rejects with a `Problem`. */
export async function writeTo(engine: SyncEngine, person: User): Promise<void> {
  const session = await rest.direct(person.id);
  engine.put(session);
  navigate(roomPath(session.id));
}

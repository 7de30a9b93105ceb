import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import type { CloseReason, HubEvents, HubLink, HubTransport } from '../sync/ports';
import { Problem } from '../sync/problem';
import type {
  MessagesEvent,
  PersonEvent,
  PresenceAnswer,
  PresenceEvent,
  ReadEvent,
  ResumeAnswer,
  SendAnswer,
  SessionEvent,
  SignedOutEvent,
  TypingEvent,
} from '../sync/protocol';

/** The SignalR hub. Reconnecting is the engine's business, so every link is a connection of its own. */
export const hub: HubTransport = {
  async connect(events: HubEvents): Promise<HubLink> {
    const connection = new HubConnectionBuilder()
      .withUrl('/hubs/chat', { transport: HttpTransportType.WebSockets, skipNegotiation: true })
      .configureLogging(LogLevel.None)
      .build();
    connection.on('messages', (event: MessagesEvent) => events.messages(event));
    connection.on('session', (event: SessionEvent) => events.session(event));
    connection.on('read', (event: ReadEvent) => events.read(event));
    connection.on('typing', (event: TypingEvent) => events.typing(event));
    connection.on('presence', (event: PresenceEvent) => events.presence(event));
    connection.on('person', (event: PersonEvent) => events.person(event));
    connection.on('signed_out', (event: SignedOutEvent) => events.signedOut(event));
    connection.onclose((error) => events.closed(reasonOf(error)));

    const invoke = async <T>(method: string, ...args: unknown[]): Promise<T> => {
      try {
        return await connection.invoke<T>(method, ...args);
      } catch (error) {
        throw Problem.fromHubText(error instanceof Error ? error.message : '');
      }
    };
    try {
      await connection.start();
    } catch {
      throw Problem.network();
    }
    return {
      resume: (held) => invoke<ResumeAnswer>('resume', { sessions: held }),
      send: (request) => invoke<SendAnswer>('send', request),
      typing: (id) => invoke<undefined>('typing', { session_id: id }),
      presence: (id) => invoke<PresenceAnswer>('presence', { session_id: id }),
      close: () => void connection.stop(),
    };
  },
};

/** The server's last words are at the end of the error's text: "Server returned an error on close: restart". */
function reasonOf(error: Error | undefined): CloseReason {
  const words = error?.message.split(/[\s:]+/).at(-1);
  return words === 'restart' || words === 'resume' ? words : 'lost';
}

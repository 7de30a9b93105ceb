import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import type { HubEvents, HubLink, HubTransport } from '../sync/ports';
import { Problem } from '../sync/problem';
import type { JoinAnswer, MessagesEvent, SendAnswer, SessionEvent, SignedOutEvent } from '../sync/protocol';

/** The SignalR hub. Reconnecting is the engine's business, so every link is a connection of its own. */
export const hub: HubTransport = {
  async connect(events: HubEvents): Promise<HubLink> {
    const connection = new HubConnectionBuilder()
      .withUrl('/hubs/chat', { transport: HttpTransportType.WebSockets, skipNegotiation: true })
      .configureLogging(LogLevel.None)
      .build();
    connection.on('messages', (event: MessagesEvent) => events.messages(event));
    connection.on('session', (event: SessionEvent) => events.session(event));
    connection.on('signed_out', (event: SignedOutEvent) => events.signedOut(event));
    connection.onclose(() => events.closed());

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
      join: () => invoke<JoinAnswer>('resume', {}),
      send: (request) => invoke<SendAnswer>('send', request),
      close: () => void connection.stop(),
    };
  },
};

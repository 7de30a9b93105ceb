import type { Keeping } from './keeping';
import type { Ports } from './ports';
import type { Message } from './protocol';
import { Room } from './room';
import type { RoomView } from './state';

export interface RoomsEvents {
  changed(id: number, room: Room): void;
  show(id: number, messages: readonly Message[]): readonly Message[];
  gone(id: number): void;
  /** The session is held no longer. */
  dropped(id: number): void;
  /** The server says that this user is not in the session. */
  isMissing(id: number): boolean;
}

/** Windows that are kept up to date. Opening one more lets go of the one not looked at for longest. */
const maxRooms = 8;

/** The sessions whose messages are held, begun with what was kept of them on this device. */
export class Rooms {
  readonly #ports: Ports;
  readonly #keeping: Keeping;
  readonly #events: RoomsEvents;
  /** By last use, the most recent last. */
  #rooms = new Map<number, Room>();
  #stopped = false;

  constructor(ports: Ports, keeping: Keeping, events: RoomsEvents) {
    this.#ports = ports;
    this.#keeping = keeping;
    this.#events = events;
  }

  get view(): ReadonlyMap<number, RoomView> {
    return new Map([...this.#rooms].map(([id, room]) => [id, room.view]));
  }

  get all(): ReadonlyMap<number, Room> {
    return this.#rooms;
  }

  get(id: number): Room | undefined {
    return this.#rooms.get(id);
  }

  /** The session is looked at now. */
  use(id: number): Room {
    const room = this.#rooms.get(id) ?? this.#load(id);
    this.#rooms.delete(id);
    this.#rooms.set(id, room);
    const [oldest] = this.#rooms.keys();
    if (this.#rooms.size > maxRooms && oldest !== undefined) this.drop(oldest);
    return room;
  }

  /** Holds what was kept of sessions. They ask for nothing by themselves: `resume` brings what they have missed. */
  async warm(ids: readonly number[]): Promise<void> {
    for (const id of ids) {
      const kept = await this.#keeping.room(id);
      if (this.#stopped || this.#rooms.size >= maxRooms) return;
      if (!kept || this.#rooms.has(id) || this.#events.isMissing(id)) continue;
      const room = this.#new(id);
      // Behind those that somebody has opened.
      this.#rooms = new Map([[id, room], ...this.#rooms]);
      room.restore(kept);
    }
  }

  drop(id: number): void {
    this.#rooms.get(id)?.stop();
    this.#rooms.delete(id);
    this.#events.dropped(id);
  }

  stop(): void {
    this.#stopped = true;
    for (const room of this.#rooms.values()) room.stop();
  }

  #new(id: number): Room {
    const room = new Room(id, this.#ports, {
      changed: () => this.#events.changed(id, room),
      show: (messages) => this.#events.show(id, messages),
      gone: () => this.#events.gone(id),
    });
    return room;
  }

  #load(id: number): Room {
    const room = this.#new(id);
    void this.#keeping.room(id).then((kept) => {
      if (kept && !this.#stopped) room.restore(kept);
      room.start();
    });
    return room;
  }
}

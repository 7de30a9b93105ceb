import type { OutgoingMessage } from '../sync/outbox';
import type { Attachment, Message, User } from '../sync/protocol';

/** One message as it is shown, whether the server has it or not. */
export interface Row {
  /** The same from the first keystroke's send to the server's answer, so that the element stays. */
  key: string;
  seq: number | null;
  clientId: string | null;
  /** What the server has of it; null while it is on its way. */
  message: Message | null;
  content: string;
  /** The number of the message that it answers. */
  replyTo: number | null;
  attachments: readonly Attachment[];
  /** Milliseconds since the epoch. */
  at: number;
  state: OutgoingMessage['state'];
  /** False: it is lost when this page goes before it is sent. */
  kept: boolean;
  reason: string | null;
  /** The code of the reason; empty where it is not known. */
  code: string;
}

/** One message and what stands above it. There is one for each message, so that the list grows by as much as is loaded. */
export interface Item {
  row: Row;
  sender: User;
  own: boolean;
  /** The first of several that one sender wrote soon after each other: it has their name and picture. */
  head: boolean;
  /** The time of its day, where a day begins. */
  day: number | null;
  /** The first that the reader had not read. */
  fresh: boolean;
}

/** Milliseconds between two messages that still belong together. */
const groupGap = 5 * 60_000;

/** The same for all, so that rows without files stay the same. */
const none: readonly Attachment[] = [];

/**
 * The messages as they are shown; outgoing ones follow those that the server has.
 * @param dayOf the calendar day of a time, which is another one in another time zone.
 * @param readUpTo the last message that the reader had read, where that is to be seen.
 */
export function timeline(
  messages: readonly Message[],
  outgoing: readonly OutgoingMessage[],
  me: User,
  dayOf: (at: number) => string,
  readUpTo: number | null = null,
): Item[] {
  const items: Item[] = [];
  const isNews = (m: Message) => readUpTo !== null && m.seq > readUpTo && m.sender.id !== me.id && m.deleted_at === undefined;
  // Where the line would stand above the first of a part of the history, it may belong further up.
  const news = messages.find(isNews);
  const first = messages[0]?.seq ?? 0;
  const freshSeq = news && (readUpTo ?? 0) >= first - 1 ? news.seq : null;
  for (const message of messages) place(items, dayOf, message.sender, message.sender.id === me.id, received(message), message.seq === freshSeq);
  for (const message of outgoing) place(items, dayOf, me, true, waiting(message, me), false);
  return items;
}

function place(items: Item[], dayOf: (at: number) => string, sender: User, own: boolean, row: Row, fresh: boolean): void {
  const last = items.at(-1);
  // Sent rows have the server's time, waiting ones this device's: a clock that is slow must not open a day again.
  const newDay = !last || (row.at >= last.row.at && dayOf(row.at) !== dayOf(last.row.at));
  const joins = last?.sender.id === sender.id && row.at - last.row.at < groupGap && !newDay && !fresh && row.replyTo === null;
  items.push({ row, sender, own, head: !joins, day: newDay ? row.at : null, fresh });
}

function received(message: Message): Row {
  const { seq, client_id, sender, content, timestamp } = message;
  return {
    key: client_id === null ? `#${seq}` : `${sender.id}:${client_id}`,
    seq,
    clientId: client_id,
    message,
    content,
    replyTo: message.reply_to ?? null,
    attachments: message.attachments ?? none,
    at: Date.parse(timestamp),
    state: 'sent',
    kept: true,
    reason: null,
    code: '',
  };
}

function waiting(message: OutgoingMessage, me: User): Row {
  const { client_id, content, reply_to, attachments, created_at, state, kept, reason, code = '', answer } = message;
  const at = answer ? Date.parse(answer.timestamp) : created_at;
  const seq = answer?.seq ?? null;
  const key = `${me.id}:${client_id}`;
  return { key, seq, clientId: client_id, message: null, content, replyTo: reply_to, attachments, at, state, kept, reason, code };
}

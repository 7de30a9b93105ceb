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
  reason: string | null;
}

/** Messages of one sender that came soon after each other. */
export interface Group {
  key: string;
  sender: User;
  own: boolean;
  rows: Row[];
}

export interface Day {
  key: string;
  at: number;
  groups: Group[];
}

/** Milliseconds between two messages that still belong together. */
const groupGap = 5 * 60_000;

/** The same for all, so that rows without files stay the same. */
const none: readonly Attachment[] = [];

/** The messages by day and sender; outgoing ones follow those that the server has. */
export function timeline(messages: readonly Message[], outgoing: readonly OutgoingMessage[], me: User): Day[] {
  const days: Day[] = [];
  for (const message of messages) place(days, message.sender, message.sender.id === me.id, received(message));
  for (const message of outgoing) place(days, me, true, waiting(message, me));
  return days;
}

function place(days: Day[], sender: User, own: boolean, row: Row): void {
  const dayKey = new Date(row.at).toDateString();
  let day = days.at(-1);
  // Sent rows have the server's time, waiting ones this device's: a clock that is slow must not open a day again.
  if (!day || (day.key !== dayKey && row.at >= day.at)) {
    day = { key: dayKey, at: row.at, groups: [] };
    days.push(day);
  }
  const group = day.groups.at(-1);
  const previous = group?.rows.at(-1);
  if (group && previous && group.sender.id === sender.id && row.at - previous.at < groupGap) group.rows.push(row);
  else day.groups.push({ key: row.key, sender, own, rows: [row] });
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
    reason: null,
  };
}

function waiting(message: OutgoingMessage, me: User): Row {
  const { client_id, content, reply_to, attachments, created_at, state, reason, answer } = message;
  const at = answer ? Date.parse(answer.timestamp) : created_at;
  const seq = answer?.seq ?? null;
  const key = `${me.id}:${client_id}`;
  return { key, seq, clientId: client_id, message: null, content, replyTo: reply_to, attachments, at, state, reason };
}

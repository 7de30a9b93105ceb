import type { KeyboardEvent } from 'react';

/** Whether a key belongs to an input method that composes a word: such an Enter takes the word, and nothing else. */
export function isComposing(event: KeyboardEvent): boolean {
  // Safari ends the composition before it tells of the key that ended it, and marks that key in no other way.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  return event.nativeEvent.isComposing || event.keyCode === 229;
}

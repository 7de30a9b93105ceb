import type { Edit } from '../../state/compose';

/** Changes the text of a field as typing does, so that the browser's own undo takes it back. */
export function applyEdit(area: HTMLTextAreaElement, { from, to, insert, select }: Edit): void {
  area.focus();
  area.setSelectionRange(from, to);
  // Nothing else that a page can call keeps the browser's undo.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const done = from === to && insert === '' ? true : document.execCommand(insert === '' ? 'delete' : 'insertText', false, insert);
  if (!done) {
    area.setRangeText(insert, from, to, 'end');
    area.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }
  area.setSelectionRange(...select);
}

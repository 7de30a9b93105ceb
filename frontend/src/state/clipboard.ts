/**
 * Copies a text; says whether it is there. On plain http other than localhost a page has no `navigator.clipboard`, and its
 * forerunner needs a selected field, which has to be in the dialog that is open: all else is inert.
 */
export async function copyText(text: string): Promise<boolean> {
  // The types say that it is always there.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (clipboard) {
    return clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const before = document.activeElement;
  const field = document.createElement('textarea');
  field.className = 'visually-hidden';
  field.value = text;
  ([...document.querySelectorAll('dialog:modal')].at(-1) ?? document.body).append(field);
  field.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const done = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  return done;
}

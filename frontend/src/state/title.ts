let shown: readonly string[] = [];
let waiting = 0;

/** "Profile · Settings · Chat": the name of the app is the same in all languages. */
export function pageTitle(...parts: readonly string[]): string {
  return [...parts, 'Chat'].join(' · ');
}

/** Names the page that is shown. */
export function titlePage(...parts: readonly string[]): void {
  shown = parts;
  show();
}

/** How much waits to be read stands before the name of whatever page is shown. */
export function titleUnread(count: number): void {
  waiting = count;
  show();
}

function show(): void {
  document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${pageTitle(...shown)}`;
}

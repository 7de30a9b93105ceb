/** "Profile · Settings · Chat": the name of the app is the same in all languages. */
export function pageTitle(...parts: readonly string[]): string {
  return [...parts, 'Chat'].join(' · ');
}

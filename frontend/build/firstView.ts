import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Refuses a build whose first view has become heavy: the app's own script with all that it imports at once, and its styles. @param most gzipped bytes. */
export function firstView(most: number): Plugin {
  return {
    name: 'first-view',
    apply: 'build',
    generateBundle(_options, bundle) {
      const files = new Set<string>();
      const visit = (name: string) => {
        const chunk = bundle[name];
        if (files.has(name) || chunk?.type !== 'chunk') return;
        files.add(name);
        for (const next of chunk.imports) visit(next);
        for (const style of chunk.viteMetadata?.importedCss ?? []) files.add(style);
      };
      for (const [name, part] of Object.entries(bundle)) if (part.type === 'chunk' && part.isEntry && part.name === 'index') visit(name);
      if (files.size === 0) throw new Error('There is no index in the build.');
      const size = [...files].reduce((sum, name) => {
        const part = bundle[name];
        return sum + (part ? gzipSync(part.type === 'chunk' ? part.code : part.source).length : 0);
      }, 0);
      if (size > most) throw new Error(`The first view is ${size} bytes, gzipped; it may have ${most}. Load what it does not need with import().`);
    },
  };
}

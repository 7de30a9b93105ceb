import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** Files of `public/` that the first view needs. */
const shown = ['/icon.svg', '/icon-192.png', '/manifest.webmanifest'];

/** Tells the service worker which files there are: all parts of the app, so that it opens without a network wherever one goes. */
export function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    generateBundle: {
      // After Vite has taken out the parts that are nothing but styles: a file that is not there would keep the worker from being installed.
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle['sw.js'];
        if (worker?.type !== 'chunk') throw new Error('There is no sw.js in the build.');
        // The page of the API's description is no part of the app; the files of its own are left out.
        const own = new Set<string>();
        const visit = (name: string) => {
          const chunk = bundle[name];
          if (own.has(name) || chunk?.type !== 'chunk') return;
          own.add(name);
          for (const next of [...chunk.imports, ...chunk.dynamicImports]) visit(next);
          for (const style of chunk.viteMetadata?.importedCss ?? []) own.add(style);
        };
        for (const [name, part] of Object.entries(bundle)) if (part.type === 'chunk' && part.isEntry && part.name === 'index') visit(name);
        const files = [...own].sort().map((name) => `/${name}`);
        const hash = createHash('sha256').update(files.join('\n')).update(worker.code);
        for (const name of ['index.html', ...shown.map((path) => `public${path}`)]) hash.update(readFileSync(name));
        worker.code = worker.code
          .replaceAll('__FILES__', JSON.stringify([...files, ...shown]))
          .replaceAll('__VERSION__', JSON.stringify(hash.digest('hex').slice(0, 16)));
      },
    },
  };
}

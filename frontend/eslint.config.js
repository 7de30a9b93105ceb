import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Where what people read is made. */
const translated = ['src/components/**/*.{ts,tsx}', 'src/state/**/*.ts'];

export default tseslint.config(
  { ignores: ['node_modules/'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, reactHooks.configs.flat.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    // What people read is in the catalogues of src/i18n.
    files: translated,
    rules: {
      'no-restricted-syntax': [
        'error',
        ...[
          'JSXText[value=/\\p{L}/u]',
          'JSXAttribute[name.name=/^(aria-label|title|label|placeholder|hint|lead|alt|button|empty)$/] > Literal[value=/./]',
          // Sentences, and words that begin as only what is read does: "Save", not "Enter".
          ':not(NewExpression) > Literal[value=/^(?!Control)\\p{Lu}.* \\p{L}/u]',
          'JSXExpressionContainer Literal[value=/^(?!(Enter|Escape|Tab|Home|End)$)\\p{Lu}\\p{Ll}+…?$/u]',
          'TemplateElement[value.raw=/\\p{L}{2} \\p{L}{2}/u]',
        ].map((selector) => ({ selector, message: 'Words that people read come out of a catalogue: t(…), see src/i18n.' })),
      ],
    },
  },
  {
    // The sync engine runs without a browser; its tsconfig leaves out the DOM's types, this its packages.
    files: ['src/sync/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['react*', 'idb', '@microsoft/*', '../*'] }] },
  },
  {
    // An arrow between the layers goes down only: docs/frontend.md.
    files: ['src/transport/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['react*', '../state/*', '../components/*'] }] },
  },
  {
    files: ['src/state/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['../components/*'] }] },
  },
);

import { describe, expect, test } from 'vitest';
import { type Document, groupsOf, limitsOf, sampleOf, typeOf } from '../docs/api/openapi';

const document: Document = {
  info: { title: 'Chat', version: '1' },
  paths: {
    '/api/b/{id}': { put: { tags: ['B'] }, get: { tags: ['B'] } },
    '/api/a': { post: { tags: ['A'] } },
  },
  components: {
    schemas: {
      Tree: { type: 'object', properties: { name: { type: 'string' }, size: { type: ['null', 'integer'], format: 'int64' }, below: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } } },
      Loop: { type: 'object', properties: { next: { oneOf: [{ type: 'null' }, { $ref: '#/components/schemas/Loop' }] } } },
    },
  },
};

describe('the description of the API', () => {
  test('is grouped by tag, each operation with a name for links', () => {
    expect(groupsOf(document).map(({ tag, operations }) => [tag, operations.map((o) => o.id)])).toEqual([
      ['A', ['post-api-a']],
      ['B', ['get-api-b-id', 'put-api-b-id']],
    ]);
  });

  test('says what a value is', () => {
    const tree = document.components?.schemas?.Tree?.properties ?? {};
    expect(Object.values(tree).map(typeOf)).toEqual(['string', 'int64 or null', 'Tree[]']);
    expect(typeOf({ oneOf: [{ type: 'null' }, { $ref: '#/components/schemas/Loop' }] })).toBe('Loop or null');
    expect(limitsOf({ minLength: 1, maxLength: 9, enum: ['a', 'b'], default: 'a' })).toBe('1–9 characters; "a", "b"; default "a"');
  });

  test('gives a value to begin with, and an end to those that have themselves in them', () => {
    expect(sampleOf(document, { $ref: '#/components/schemas/Tree' })).toEqual({ name: '', size: null, below: [] });
    expect(JSON.stringify(sampleOf(document, { $ref: '#/components/schemas/Loop' })).length).toBeLessThan(200);
  });
});

import { expect, it } from 'vitest';
import { synthesize } from './synthesize.ts';

const REGION = /\b(?:af|ap|ca|cn|eu|il|me|mx|sa|us)-(?:[a-z]+-)+\d\b/g;

it('names no region but its own', () => {
  const { text } = synthesize('prod', { region: 'eu-central-1' });
  expect([...new Set(text.match(REGION))]).toEqual(['eu-central-1']);
});

it('names no region at all when it could go anywhere', () => {
  expect(synthesize('prod').text.match(REGION)).toBeNull();
});

it('names no account but its own', () => {
  const { text } = synthesize('prod', { region: 'eu-central-1' });
  expect([...new Set(text.match(/\b\d{12}\b/g))]).toEqual(['123456789012']);
});

// The page is a closed list of files: what is not in the list does not exist, however it is spelt.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listPageFiles } from '../../../src/main/hosts/page-files.ts';
import { contentSecurityPolicy, servedPage } from '../../../src/main/hosts/page-policy.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'longline-page-'));
  const page = join(folder, 'page');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.js'), 'outside');
  writeFileSync(join(page, 'index.html'), '<!doctype html>');
  writeFileSync(join(page, 'assets/index-AbC.js'), '');
  writeFileSync(join(page, 'assets/font.woff2'), '');
  writeFileSync(join(page, 'notes.map'), '');
  symlinkSync(join(folder, 'secret.js'), join(page, 'assets/link.js'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every file of the page is listed under its URL path, with its type, and the folder itself is index.html', () => {
  const files = listPageFiles(join(folder, 'page'));
  expect([...files.keys()].toSorted()).toEqual(['/', '/assets/font.woff2', '/assets/index-AbC.js', '/index.html']);
  expect(files.get('/')).toEqual({
    path: join(folder, 'page/index.html'),
    contentType: 'text/html; charset=utf-8',
    immutable: false,
    page: true,
  });
  expect(files.get('/assets/index-AbC.js')).toMatchObject({
    contentType: 'text/javascript; charset=utf-8',
    immutable: true,
    page: false,
  });
});

test.each([
  '/../secret.js',
  '/assets/../../secret.js',
  '/%2e%2e/secret.js',
  '/..%2fsecret.js',
  '/assets/..\\..\\secret.js',
  '//secret.js',
  '/assets/link.js',
  '/notes.map',
  '/assets',
  '/INDEX.HTML',
])('%s is not a file of the page', (path) => {
  const files = listPageFiles(join(folder, 'page'));
  expect(files.has(path)).toBe(false);
  expect(files.get(new URL(path, 'app://longline/').pathname)?.path ?? '').not.toContain('secret');
});

test('the policy allows no inline code, no evaluation and no host but the page itself', () => {
  for (const connections of ['none', 'self'] as const) {
    for (const nonce of [null, 'abc+/='] as const) {
      const policy = contentSecurityPolicy(connections, nonce);
      expect(policy.replace('abc+/=', '')).not.toMatch(/unsafe|\*|http/);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain(`connect-src '${connections}'`);
      expect(policy).toContain("script-src 'self';");
    }
    expect(contentSecurityPolicy(connections, null)).toContain("style-src 'self';");
    expect(contentSecurityPolicy(connections, 'abc')).toContain("style-src 'self' 'nonce-abc';");
  }
});

test('every load of the page gets another nonce, which it holds and nothing else does', () => {
  const source = '<meta name="longline-style-nonce" content="LONGLINE_STYLE_NONCE" />';
  const loads = Array.from({ length: 50 }, () => servedPage(source));
  expect(new Set(loads.map(({ nonce }) => nonce)).size).toBe(50);
  for (const { html, nonce } of loads) {
    expect(nonce).toMatch(/^[A-Za-z0-9+/]{24}$/);
    expect(html).toBe(`<meta name="longline-style-nonce" content="${nonce}" />`);
  }
});

test('the page in the sources leaves one place for the nonce', () => {
  const html = readFileSync(new URL('../../../src/renderer/index.html', import.meta.url), 'utf8');
  expect(html.split('LONGLINE_STYLE_NONCE')).toHaveLength(2);
});

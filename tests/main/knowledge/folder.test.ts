// What of a bound folder can be reached: its own text files and nothing else, whatever name a model asks for and whatever links lie there.

import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listFiles, mostFileBytes, mostFiles, openRoot, readListed } from '../../../src/main/knowledge/folder.ts';
import { openFolderAt, type ClosableFolder } from '../../../src/main/knowledge/index.ts';
import { textFolder, type TextFolder } from '../../kit/text-folder.ts';

const unlinked = process.platform === 'win32';

let outside: TextFolder;
let files: TextFolder;
let folder: ClosableFolder;

beforeEach(async () => {
  outside = textFolder({ 'secret.md': 'The secret outside.', 'deep/secret.md': 'The secret below.' });
  files = textFolder({ 'report.md': '# Report\n\nquay', 'sub/ferry.txt': 'ferry', 'sub/page.HTML': '<p>battery</p>' });
  folder = await openFolderAt(files.path, { indexDirectory: null, folder: 'news' });
});

afterEach(() => {
  folder.close();
  files.remove();
  outside.remove();
});

const code = (expected: string) => expect.objectContaining({ code: expected });
const names = async () => (await listFiles(files.path, 'news')).map((entry) => entry.file);

describe('a bound folder', () => {
  test('holds its text, Markdown and HTML files and those of its subfolders', async () => {
    for (const file of ['b.markdown', 'c.htm', 'TEXT.TXT']) files.write(file, 'x');
    for (const file of ['a.pdf', 'b.md.exe', 'c', '.hidden.md', '.git/notes.md', 'md']) files.write(file, 'x');
    mkdirSync(join(files.path, 'folder.md'));
    expect(await names()).toEqual(['TEXT.TXT', 'b.markdown', 'c.htm', 'report.md', 'sub/ferry.txt', 'sub/page.HTML']);
  });

  test.each([
    '../secret.md',
    '../../etc/hosts.txt',
    'sub/../../secret.md',
    'sub/../report.md',
    '..\\secret.md',
    '/etc/passwd',
    'C:\\Windows\\win.ini',
    'file:///etc/hosts.txt',
    'report.md\0.txt',
    'sub',
    'sub/',
    '.',
    '..',
    '',
    '~/secret.md',
  ])('gives nothing for the name %j', async (name) => {
    await expect(folder.read(name)).rejects.toThrow(code('folder.no_such_file'));
  });

  test('gives nothing for the full path of a file outside or inside', async () => {
    await expect(folder.read(join(outside.path, 'secret.md'))).rejects.toThrow(code('folder.no_such_file'));
    await expect(folder.read(join(files.path, 'report.md'))).rejects.toThrow(code('folder.no_such_file'));
  });

  test('gives nothing for a file of another type, even where it exists', async () => {
    files.write('keys.pem', 'secret');
    await expect(folder.read('keys.pem')).rejects.toThrow(code('folder.no_such_file'));
  });

  test('gives a file by its name, by ./ and its name, and by its last part where only one has it', async () => {
    for (const name of ['sub/ferry.txt', './sub/ferry.txt', ' sub/ferry.txt ', 'ferry.txt']) {
      expect((await folder.read(name)).file).toBe('sub/ferry.txt');
    }
    files.write('other/ferry.txt', 'another');
    await expect(folder.read('ferry.txt')).rejects.toThrow(code('folder.no_such_file'));
  });

  test('finds a name that is composed differently', async () => {
    files.write('Fähre.md'.normalize('NFD'), 'text');
    expect((await folder.read('Fähre.md'.normalize('NFC'))).text).toBe('text');
  });

  test('says which names come nearest to one that it does not have', async () => {
    files.write('2026-11-03-ferry-line-cancellations.md', 'x');
    const failure = folder.read('2026-11-ferry-cancellation.md');
    await expect(failure).rejects.toThrow(
      /There is no file "2026-11-ferry-cancellation\.md" in "news"\. The nearest names are: "2026-11-03-ferry-line-cancellations\.md"/,
    );
    await expect(folder.read('zzz')).rejects.toThrow(
      /No name is like it; the folder holds, among others: "2026.*", "report\.md", "sub\/ferry\.txt"/,
    );
  });

  test('says so where it holds no text files at all', async () => {
    rmSync(join(files.path, 'report.md'));
    rmSync(join(files.path, 'sub'), { recursive: true });
    await expect(folder.read('report.md')).rejects.toThrow(/holds no text files/);
    expect(await folder.search('quay', { limit: 5 })).toEqual([]);
  });

  test('never puts its own path into an error', async () => {
    for (const name of ['nothing.md', '../x.md']) {
      const failure: unknown = await folder.read(name).catch((thrown: unknown) => thrown);
      expect(JSON.stringify([String(failure), failure])).not.toContain(files.path);
    }
  });

  test('leaves out a file of more than 10 MiB and says so when it is asked for', async () => {
    const path = files.write('big.txt', 'quay');
    truncateSync(path, mostFileBytes + 1);
    await expect(folder.read('big.txt')).rejects.toThrow(code('folder.file_too_large'));
    expect((await folder.list()).map((one) => one.file)).not.toContain('big.txt');
    truncateSync(path, 4);
    expect((await folder.read('big.txt')).text).toBe('quay');
    expect((await folder.list()).map((one) => one.file)).toContain('big.txt');
  });

  test('refuses to be one of more than 5,000 text files', async () => {
    const present = (await names()).length;
    for (let at = present; at < mostFiles; at += 1) files.write(`many/${at}.txt`, '');
    expect(await names()).toHaveLength(mostFiles);
    files.write('many/last.txt', '');
    await expect(folder.search('quay', { limit: 1 })).rejects.toThrow(code('folder.too_many_files'));
  });

  test('that is gone, or is a file, is an error that names its handle', async () => {
    await expect(openRoot(join(files.path, 'none'), 'news')).rejects.toThrow(
      'The folder bound to "news" does not exist any more.',
    );
    await expect(openRoot(join(files.path, 'report.md'), 'news')).rejects.toThrow(
      'The folder bound to "news" is not a folder.',
    );
    files.remove();
    await expect(folder.search('quay', { limit: 1 })).rejects.toThrow(code('folder.unreadable'));
    await expect(folder.read('report.md')).rejects.toThrow(code('folder.unreadable'));
  });
});

describe.skipIf(unlinked)('links and other things that are no files', () => {
  test('are not followed, neither to files nor to folders', async () => {
    symlinkSync(join(outside.path, 'secret.md'), join(files.path, 'link.md'));
    symlinkSync(outside.path, join(files.path, 'linked'));
    symlinkSync('report.md', join(files.path, 'inner.md'));
    symlinkSync('..', join(files.path, 'sub', 'loop'));
    expect(await names()).toEqual(['report.md', 'sub/ferry.txt', 'sub/page.HTML']);
    for (const name of ['link.md', 'linked/secret.md', 'linked/deep/secret.md', 'sub/loop/report.md']) {
      await expect(folder.read(name)).rejects.toThrow(code('folder.no_such_file'));
    }
    expect(await folder.search('secret', { limit: 5 })).toEqual([]);
  });

  test('are refused where a listed file, or a folder on the way to it, has become a link since', async () => {
    rmSync(join(files.path, 'report.md'));
    symlinkSync(join(outside.path, 'secret.md'), join(files.path, 'report.md'));
    await expect(readListed(files.path, 'report.md')).rejects.toThrow(code('folder.file_unreadable'));
    renameSync(join(files.path, 'sub'), join(files.path, 'moved'));
    outside.write('deep/ferry.txt', 'the other ferry');
    symlinkSync(join(outside.path, 'deep'), join(files.path, 'sub'));
    await expect(readListed(files.path, 'sub/ferry.txt')).rejects.toThrow(code('folder.file_unreadable'));
    await expect(readListed(files.path, '../secret.md')).rejects.toThrow(code('folder.file_unreadable'));
  });

  test('do not hold up a search: a pipe with the name of a text file is not opened', async () => {
    execFileSync('mkfifo', [join(files.path, 'pipe.md')]);
    expect(await names()).not.toContain('pipe.md');
    expect(await folder.search('quay', { limit: 5 })).toHaveLength(1);
    await expect(readListed(files.path, 'pipe.md')).rejects.toThrow(code('folder.file_unreadable'));
  });

  test('may lead to the bound folder itself: that is whoever bound it who chose so', async () => {
    const link = join(outside.path, 'bound');
    symlinkSync(files.path, link);
    const open = await openFolderAt(link, { indexDirectory: null, folder: 'news' });
    expect((await open.read('report.md')).title).toBe('Report');
    open.close();
  });
});

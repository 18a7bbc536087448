// Opens a folder with an index that is kept, waits for the word to begin, and searches. Arguments: folder, index directory, query, limit.
// Answers with the ids that it found.

import { once } from 'node:events';
import { openFolderAt } from '../../../../src/main/knowledge/index.ts';

const [path = '', indexDirectory = '', query = '', limit = '10'] = process.argv.slice(2);
const folder = await openFolderAt(path, { indexDirectory, folder: 'news' });
process.send?.('ready');
await once(process, 'message');
const passages = await folder.search(query, { limit: Number(limit) });
process.send?.(passages.map((passage) => passage.id));
folder.close();
process.disconnect();

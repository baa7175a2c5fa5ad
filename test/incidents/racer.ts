/** One of two processes that write the same item as often as they can: each number may be won by one of them only. */

import { fileStore } from '../../lambda/incidents/store/file.ts';

const [folder = '', rounds = '0'] = process.argv.slice(2);

process.on('message', async () => {
  const store = fileStore(folder);
  const won: number[] = [];
  for (let revision = 1; revision <= Number(rounds); ) {
    const isMine = await store.put({ partition: 'STATE', id: 'raced', revision, fence: 1, schema: 1, expiresAt: null, body: process.pid });
    if (isMine) won.push(revision);
    revision = ((await store.get('STATE', 'raced'))?.revision ?? 0) + 1;
  }
  process.send?.({ won });
  process.disconnect();
});
process.send?.('ready');

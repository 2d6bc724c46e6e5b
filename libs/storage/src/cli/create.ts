import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { migrationFile } from './migration-file.js';
import { run } from './environment.js';

await run(async () => {
  const { fileName, className, text } = migrationFile(process.argv[2] ?? '', new Date());
  const folder = join(import.meta.dirname, '../../src/migrations');
  await writeFile(join(folder, fileName), text, { flag: 'wx' });
  console.log(`Wrote ${fileName}. Fill it in and add ${className} to the end of the list in migrations.ts.`);
});

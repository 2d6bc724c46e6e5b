/** Name and text of an empty migration, such as `npx nx run storage:create add-campaigns` makes. */
export function migrationFile(
  title: string,
  now: Date,
): { fileName: string; className: string; text: string } {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(title)) {
    throw new Error(
      'Give the migration a name in kebab case, such as: npx nx run storage:create add-campaigns',
    );
  }
  const stamp = now.getTime();
  const words = title.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const className = `${words.join('')}${stamp}`;
  const text = `import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Say what it adds. Older replicas run beside it: add now, remove a release later. */
export class ${className} implements MigrationInterface {
  readonly name = '${className}';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(\`\`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(\`\`);
  }
}
`;
  return { fileName: `${stamp}-${title}.migration.ts`, className, text };
}

import { migrationFile } from './migration-file.js';

describe('migrationFile', () => {
  it('names file and class after title and time, as TypeORM orders them', () => {
    const file = migrationFile('add-campaigns', new Date(1_763_900_000_000));
    expect(file).toMatchObject({
      fileName: '1763900000000-add-campaigns.migration.ts',
      className: 'AddCampaigns1763900000000',
    });
    expect(file.text).toContain('export class AddCampaigns1763900000000 implements MigrationInterface');
  });

  it.each(['', 'Add', '../evil', 'a b'])('refuses the title %j', (title) => {
    expect(() => migrationFile(title, new Date())).toThrow('kebab case');
  });
});

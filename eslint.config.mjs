import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const testFiles = ['**/*.spec.ts', '**/*.int-spec.ts', '**/*.e2e-spec.ts', '**/*.contract.ts'];

/** Who may import whom. `type:` says what a project is for, `domain:` what it may know. */
const constraints = [
  { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:lib'] },
  { sourceTag: 'type:lib', onlyDependOnLibsWithTags: ['type:lib'] },
  { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['type:lib'] },
  { sourceTag: 'type:testing', onlyDependOnLibsWithTags: ['type:lib'] },
  { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: ['type:lib', 'type:testing'] },
  { sourceTag: 'domain:pure', onlyDependOnLibsWithTags: ['domain:none'] },
  { sourceTag: 'domain:neutral', onlyDependOnLibsWithTags: ['domain:neutral'] },
  { sourceTag: 'domain:analyticbot', notDependOnLibsWithTags: ['type:app', 'type:tool'] },
];

/** Tests may also use the test library. */
const testConstraints = constraints.map((rule) =>
  rule.onlyDependOnLibsWithTags && rule.sourceTag.startsWith('type:')
    ? { ...rule, onlyDependOnLibsWithTags: [...rule.onlyDependOnLibsWithTags, 'type:testing'] }
    : rule.sourceTag === 'domain:pure'
      ? { ...rule, onlyDependOnLibsWithTags: ['domain:none', 'type:testing'] }
      : rule,
);

/** Text that begins as a statement does. Names in capitals: prose begins its sentences otherwise. */
const sql =
  '/^\\s*(SELECT\\s|INSERT INTO\\s|UPDATE\\s+\\S+\\s+(AS\\s+\\S+\\s+)?SET\\s|DELETE FROM\\s|MERGE INTO\\s|WITH\\s+(RECURSIVE\\s+)?\\w+\\s+AS\\s|TRUNCATE\\s|LOCK TABLE\\s|(CREATE|ALTER|DROP)\\s+(UNIQUE\\s+)?(TABLE|INDEX|EXTENSION|SCHEMA|VIEW)\\s)/';
const noSql = [
  'error',
  ...['Literal[value', 'TemplateElement[value.raw'].map((node) => ({
    selector: `${node}=${sql}]`,
    message:
      'SQL is written in repositories of libs/storage (*.repository.ts), in *.sql.ts beside them, and in libs/pooling.',
  })),
];

const boundaries = (depConstraints, allow = []) => [
  'error',
  { enforceBuildableLibDependency: true, allow, depConstraints },
];

const talk = 'Services talk through @analyticbot/messaging only.';

/** Keeps a library that could carry talk between services out of apps, but for its types and these names. */
const talkOnly = (name, allowImportNames) => ({
  name,
  message: talk,
  allowTypeImports: true,
  ...(allowImportNames ? { allowImportNames } : {}),
});

export default tseslint.config(
  { ignores: ['**/dist', '**/out-tsc', '**/.nx', '**/.data', '**/test-results', '**/*.cjs'] },
  eslint.configs.recommended,
  ...tseslint.configs.recommended,
  {
    plugins: { '@nx': nx },
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly' },
      // Types in decorated signatures are values at run time: Nest injects by them.
      parserOptions: { emitDecoratorMetadata: true, experimentalDecorators: true },
    },
    rules: {
      '@nx/enforce-module-boundaries': boundaries(constraints),
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
    },
  },
  {
    // Only libs/config reads the environment; tools and test runners pass it on to what they start.
    files: ['apps/**/*.ts', 'libs/**/*.ts'],
    ignores: ['libs/config/**', 'libs/testing/**', ...testFiles],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only libs/config reads the environment.' },
      ],
    },
  },
  {
    // Everything that asks the database is found by its file's name, and snapshotted by repository (libs/storage/sql).
    files: ['apps/**/*.ts', 'libs/**/*.ts', 'tools/**/*.ts'],
    ignores: [
      'libs/pooling/src/**',
      'libs/storage/src/**/*.repository.ts',
      'libs/storage/src/**/*.sql.ts',
      'libs/storage/src/migrations/**',
      // The schema's own bookkeeping, before there is any repository.
      'libs/storage/src/schema/**',
      // Servers are asked for a sign of life and a database of their own.
      'libs/embedded/src/postgres/database.ts',
      'tools/start/src/servers/outside-servers.ts',
      // The other sides of comparisons.
      'tools/benchmarks/**',
      ...testFiles,
      'libs/testing/**',
    ],
    rules: { 'no-restricted-syntax': noSql },
  },
  {
    // Services talk through libs/messaging alone: work over its queues, news over its bus, jobs over its BullMQ queues. What is
    // left to apps are the words handlers are written in. (Telegram is reached through libs/telegram.)
    files: ['apps/**/*.ts'],
    ignores: testFiles,
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            talkOnly('@nestjs/microservices', ['Payload', 'Ctx']),
            talkOnly('@nestjs/bullmq', ['InjectQueue', 'Processor', 'WorkerHost', 'OnWorkerEvent']),
            ...['ioredis', 'bullmq', '@redis/client', 'redis'].map((name) => talkOnly(name)),
            ...[
              'undici',
              'axios',
              '@nestjs/axios',
              'node:http',
              'node:https',
              'node:http2',
              'node:net',
              'node:tls',
            ].map((name) => talkOnly(name)),
          ],
        },
      ],
      'no-restricted-globals': [
        'error',
        ...['fetch', 'WebSocket', 'EventSource'].map((name) => ({ name, message: talk })),
      ],
    },
  },
  {
    // The monitor watches the cache's server itself; it sends nobody anything through it.
    files: ['apps/performance-monitor/src/monitor.module.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': 'off' },
  },
  {
    // Benchmarks hold figures against the simulation's truth: its pure part, nothing else of the sandbox.
    files: ['tools/benchmarks/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': boundaries(constraints, ['@analyticbot/telegram-sandbox/simulation']),
    },
  },
  { files: testFiles, rules: { '@nx/enforce-module-boundaries': boundaries(testConstraints) } },
  { files: ['tools/**', '**/cli/**', '**/*.cli.ts', 'infrastructure/**'], rules: { 'no-console': 'off' } },
  prettier,
);

const { join, relative } = require('node:path');

/** Packages that ship ES modules only and must be transformed for Jest's CommonJS runtime. */
const esmPackages = [
  '@nestjs',
  '@tokenizer',
  'file-type',
  'load-esm',
  'strtok3',
  'token-types',
  'uint8array-extras',
];

const swc = (parser) => [
  '@swc/jest',
  {
    jsc: {
      target: 'es2023',
      parser,
      transform: { legacyDecorator: true, decoratorMetadata: true },
    },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
];

/**
 * Jest settings every project shares.
 * `*.spec.ts` is pure; `*.int-spec.ts` starts the real servers it needs; `*.e2e-spec.ts` lives in tools/e2e.
 */
function preset(displayName, rootDir, overrides = {}) {
  const root = relative(rootDir, __dirname) || '.';
  return {
    displayName,
    rootDir,
    roots: ['<rootDir>/src'],
    testMatch: ['**/*.spec.ts', '**/*.int-spec.ts'],
    testEnvironment: 'node',
    testEnvironmentOptions: {
      customExportConditions: ['@analyticbot/source', 'node', 'require', 'default'],
    },
    setupFiles: ['reflect-metadata'],
    moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
    transform: {
      '\\.tsx?$': swc({ syntax: 'typescript', decorators: true }),
      '\\.m?js$': swc({ syntax: 'ecmascript' }),
    },
    transformIgnorePatterns: [`/node_modules/(?!(${esmPackages.join('|')})/)`],
    testTimeout: 30_000,
    passWithNoTests: true,
    cacheDirectory: join(root, 'node_modules/.cache/jest'),
    ...overrides,
  };
}

module.exports = { preset };

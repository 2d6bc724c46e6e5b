const { preset } = require('../../jest.preset.cjs');

module.exports = preset('e2e', __dirname, {
  testMatch: ['**/*.e2e-spec.ts'],
  testTimeout: 90_000,
  // Each file starts a whole suite of its own: two cores carry one at a time well.
  maxWorkers: 1,
});

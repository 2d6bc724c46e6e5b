const { preset } = require('../../jest.preset.cjs');

module.exports = preset('benchmarks', __dirname);

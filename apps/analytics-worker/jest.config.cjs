const { preset } = require('../../jest.preset.cjs');

module.exports = preset('analytics-worker', __dirname);

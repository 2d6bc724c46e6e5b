const { preset } = require('../../jest.preset.cjs');

module.exports = preset('performance-monitor', __dirname);

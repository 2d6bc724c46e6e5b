const { preset } = require('../../jest.preset.cjs');

module.exports = preset('caching', __dirname);

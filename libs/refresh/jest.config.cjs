const { preset } = require('../../jest.preset.cjs');

module.exports = preset('refresh', __dirname);

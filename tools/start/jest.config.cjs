const { preset } = require('../../jest.preset.cjs');

module.exports = preset('start', __dirname);

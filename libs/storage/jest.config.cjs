const { preset } = require('../../jest.preset.cjs');

module.exports = preset('storage', __dirname);

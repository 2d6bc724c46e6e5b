const { preset } = require('../../jest.preset.cjs');

module.exports = preset('telegram', __dirname);

const { preset } = require('../jest.preset.cjs');

module.exports = preset('infrastructure', __dirname);

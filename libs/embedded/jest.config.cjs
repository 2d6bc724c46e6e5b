const { preset } = require('../../jest.preset.cjs');

module.exports = preset('embedded', __dirname);

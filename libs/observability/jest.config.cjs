const { preset } = require('../../jest.preset.cjs');

module.exports = preset('observability', __dirname);

const { preset } = require('../../jest.preset.cjs');

module.exports = preset('bot-gateway', __dirname);

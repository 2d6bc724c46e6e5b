import { BotApiSource } from './bot-api.source.js';
import { PreviewSource } from './preview.source.js';
import { reasonOf, SourceResolver } from './source-resolver.js';

const unused = () => Promise.reject(new Error('A resolver asks nobody.'));
const botApi = new BotApiSource({ getChatMemberCount: unused });
const preview = new PreviewSource({ root: 'http://127.0.0.1:9' });
const open = { id: '-1001', username: 'our_channel' };
const closed = { id: '-1002' };

describe('SourceResolver', () => {
  it('takes exact subscribers before rounded ones', () => {
    const { source, passedOver } = new SourceResolver([preview, botApi]).resolve(open, 'subscribers');
    expect(source).toBe(botApi);
    expect(passedOver).toEqual([]);
    expect(reasonOf({ passedOver })).toBe('preferred');
  });

  it('takes views from where there are any, and says why not from elsewhere', () => {
    const { source, passedOver } = new SourceResolver([preview, botApi]).resolve(open, 'views');
    expect(source).toBe(preview);
    expect(passedOver).toEqual([{ source: 'mtproto', reason: 'switched-off' }]);
    expect(reasonOf({ passedOver })).toBe('mtproto:switched-off');
  });

  it('has no source for the views of a private channel, and says why', () => {
    expect(new SourceResolver([preview, botApi]).resolve(closed, 'views')).toEqual({
      figure: 'views',
      source: undefined,
      passedOver: [
        { source: 'mtproto', reason: 'switched-off' },
        { source: 'preview', reason: 'private-channel' },
        { source: 'bot-api', reason: 'figure-not-offered' },
      ],
    });
  });

  it('does not use a preview that the operator has not switched on', () => {
    expect(new SourceResolver([botApi]).resolve(open, 'views').source).toBeUndefined();
  });
});

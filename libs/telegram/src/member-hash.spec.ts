import { memberHash } from './member-hash.js';

const key = 'a key of at least sixteen bytes';

describe('memberHash', () => {
  it('is the HMAC-SHA256 of the id', () => {
    // printf 4242 | openssl dgst -sha256 -hmac 'a key of at least sixteen bytes'
    const expected = '181e13b095662615586fd3035f0cc1e9b17915a439269097f588a70c41b68a8d';
    expect(memberHash(key, '4242').toString('hex')).toBe(expected);
    expect(memberHash(key, '4242')).toEqual(memberHash(Buffer.from(key), '4242'));
  });

  it('differs by person and by key', () => {
    expect(memberHash(key, '4242')).not.toEqual(memberHash(key, '4243'));
    expect(memberHash(key, '4242')).not.toEqual(memberHash(`${key}!`, '4242'));
  });

  it('refuses a key that could be guessed', () => {
    expect(() => memberHash('short', '1')).toThrow(RangeError);
  });
});

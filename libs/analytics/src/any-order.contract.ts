import fc from 'fast-check';

/** The same items as they might be delivered: in another order, some of them twice. */
export function delivered<T>(items: readonly T[]): fc.Arbitrary<T[]> {
  const whole = { minLength: items.length, maxLength: items.length };
  return fc.tuple(fc.shuffledSubarray([...items], whole), fc.subarray([...items])).chain(([once, again]) => {
    const all = [...once, ...again];
    return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
  });
}

/** Numbers of two results compared up to rounding: sums of many values depend on their order in the last digit. */
export function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, one: unknown) =>
      typeof one === 'number' ? Number(one.toPrecision(9)) : one,
    ),
  );
}

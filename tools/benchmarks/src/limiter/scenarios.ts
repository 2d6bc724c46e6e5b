/** One call to Telegram. */
export interface PlannedCall {
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What two replicas do together, and how long it takes at least. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  /** With 30 calls a second, one a second to a chat and 20 a minute to a channel. */
  readonly leastMs: number;
  readonly rounds: number;
  readonly calls: readonly PlannedCall[];
}

/** The sandbox's crowd: people from here on, channels downwards from there. */
const firstPerson = 720_001;
const firstChannel = -1_001_730_000_001;

const read = (index: number): PlannedCall => ({
  method: 'getChat',
  // A parameter that Telegram does not know makes each a question of its own: equal ones would be asked once.
  payload: { chat_id: firstPerson + (index % 100), read: index },
});
const toPerson = (index: number): PlannedCall => ({
  method: 'sendMessage',
  payload: { chat_id: firstPerson + (index % 100), text: `Message ${index}` },
});
const toChannel = (index: number): PlannedCall => ({
  method: 'sendMessage',
  payload: { chat_id: firstChannel - (index % 5), text: `Message ${index}` },
});

const times = (count: number, make: (index: number) => PlannedCall) =>
  Array.from({ length: count }, (_, index) => make(index));

/** Everything is asked for at once. The sandbox knows no groups: channels have the same limit. */
export function scenarios(quick: boolean): readonly Scenario[] {
  const some: Scenario[] = [
    {
      id: 'reads',
      title: '600 reads over 100 chats',
      leastMs: 19_000,
      rounds: 3,
      calls: times(600, read),
    },
    {
      id: 'messages',
      title: '300 messages to 100 chats',
      leastMs: 9_000,
      rounds: 3,
      calls: times(300, toPerson),
    },
    {
      id: 'channels',
      title: '200 messages to 5 channels',
      leastMs: 79_000,
      rounds: 1,
      calls: times(200, toChannel),
    },
  ];
  if (!quick) return some;
  return [
    { id: 'reads', title: '120 reads', leastMs: 3_000, rounds: 1, calls: times(120, read) },
    { id: 'messages', title: '120 messages', leastMs: 3_000, rounds: 1, calls: times(120, toPerson) },
  ];
}

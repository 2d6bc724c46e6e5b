import { act } from '../page/api.js';
import { el, whenChanged } from '../page/dom.js';
import { toast } from '../page/notices.js';

/** The forms that make things happen in a channel by hand. */
export function createEventForms({ run, channelOf, afterwards }) {
  const happen = (event, done) =>
    run(async () => {
      await act(`channels/${channelOf().id}/events`, event);
      toast(done);
      await afterwards();
      return true;
    });

  const number = (id, label, value, props = {}) =>
    el(
      'label',
      { class: 'field' },
      el('span', {}, label),
      el('input', { id, type: 'number', value, min: 1, max: 100_000, required: true, ...props }),
    );
  const choice = (id, label, options) =>
    el(
      'label',
      { class: 'field' },
      el('span', {}, label),
      el(
        'select',
        { id },
        options.map(([value, text]) => el('option', { value }, text)),
      ),
    );
  /** One form; `act` gets its fields by id and the button that was pressed. */
  const form = (title, fields, buttons, submit) => {
    const element = el(
      'form',
      {
        class: 'event-form',
        'aria-label': title,
        onsubmit: async (event) => {
          event.preventDefault();
          const value = (id) => element.querySelector(`#${id}`).value;
          await submit(value, event.submitter?.value, element);
        },
      },
      el('h4', {}, title),
      fields,
      el(
        'div',
        { class: 'buttons' },
        buttons.map(([value, label]) =>
          el('button', { type: 'submit', class: 'button', value, 'data-testid': `event-${value}` }, label),
        ),
      ),
    );
    return element;
  };

  const links = choice('via-link', 'Through', [['', 'nothing: found it by themselves']]);
  const drawLinks = whenChanged((all) => {
    const options = all.map(({ link, name }) => el('option', { value: link }, name || link));
    links.querySelector('select').replaceChildren(el('option', { value: '' }, 'no link'), ...options);
  });

  const post = form(
    'Publish a post',
    [
      el('textarea', {
        id: 'post-text',
        rows: 2,
        maxlength: 4096,
        'aria-label': 'Text of the post',
        placeholder: 'Text; left empty, one is written for you',
      }),
      choice('post-media', 'Kind', [
        ['text', 'text'],
        ['photo', 'photo'],
        ['video', 'video'],
        ['album', 'album of three'],
      ]),
    ],
    [['post', 'Publish']],
    async (value, _, element) => {
      const event = { kind: 'post', text: value('post-text'), media: value('post-media') };
      if (await happen(event, 'The post is published.')) element.reset();
    },
  );
  const people = form(
    'People come and go',
    [number('people-count', 'How many', 10), links],
    [
      ['join', 'Join'],
      ['leave', 'Leave'],
    ],
    (value, kind) => {
      const count = Number(value('people-count'));
      const inviteLink = value('via-link');
      if (kind === 'leave') return happen({ kind, count }, `${count} left the channel.`);
      return happen({ kind, count, ...(inviteLink && { inviteLink }) }, `${count} joined the channel.`);
    },
  );
  const campaign = form(
    'A campaign brings people',
    [number('burst-joins', 'People', 200), number('burst-hours', 'Within hours', 6, { max: 240 })],
    [['campaign-burst', 'Start the campaign']],
    (value, kind) => {
      const [joins, hours] = [Number(value('burst-joins')), Number(value('burst-hours'))];
      return happen(
        { kind, joins, hours },
        `${joins} people come within ${hours} h of the sandbox's time; a third leave within days.`,
      );
    },
  );
  const boosts = form(
    'Boosts',
    [number('boost-days', 'For days', 30, { max: 366 })],
    [
      ['boost', 'Boost the channel'],
      ['unboost', 'Take the newest back'],
    ],
    (value, kind) => {
      if (kind === 'unboost') return happen({ kind }, 'The boost is taken back.');
      const days = Number(value('boost-days'));
      return happen({ kind, days }, `The channel is boosted for ${days} days.`);
    },
  );
  const drop = form(
    'Views drop',
    [number('drop-percent', 'New views, % of the usual', 30, { min: 0, max: 100 })],
    [['views-drop', 'Let views drop']],
    (value, kind) => {
      const percent = Number(value('drop-percent'));
      return happen(
        { kind, fraction: percent / 100 },
        `Posts of these two days gain ${percent} % of their views from now on.`,
      );
    },
  );

  return {
    element: el(
      'section',
      { 'aria-labelledby': 'events-title' },
      el('h3', { id: 'events-title' }, 'Make something happen'),
      post,
      people,
      campaign,
      boosts,
      drop,
    ),
    update: (channel) => drawLinks(channel.inviteLinks),
  };
}

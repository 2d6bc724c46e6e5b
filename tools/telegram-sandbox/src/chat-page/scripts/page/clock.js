/* global setInterval */
import { act } from './api.js';
import { button, el, whenChanged } from './dom.js';

const speeds = [1, 10, 60, 600, 3600];
const dateFormat = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const timeFormat = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'UTC' });

/** The sandbox's clock: shows its time (UTC), changes its speed, moves it forward. `run` does an action and shows its failure. */
export function createClock(run) {
  let [known, knownAt] = [undefined, 0];
  const time = el('time', { class: 'clock-time', 'data-testid': 'clock' });
  const date = el('span', { class: 'clock-date' });
  const change = (body) => run(() => act('clock', body));

  const pace = el('select', {
    'aria-label': 'Speed of the clock',
    onchange: () =>
      change(pace.value === 'frozen' ? { frozen: true } : { frozen: false, speed: Number(pace.value) }),
  });
  const setPace = whenChanged(({ speed, frozen }) => {
    const offered = [...new Set([...speeds, speed])].sort((a, b) => a - b);
    pace.replaceChildren(
      el('option', { value: 'frozen' }, 'Stopped'),
      ...offered.map((value) => el('option', { value }, value === 1 ? 'Real time' : `× ${value}`)),
    );
    pace.value = frozen ? 'frozen' : String(speed);
  });

  const tick = () => {
    if (!known) return;
    const passed = known.frozen ? 0 : (Date.now() - knownAt) * known.speed;
    const now = new Date(Date.parse(known.now) + passed);
    time.textContent = timeFormat.format(now);
    time.dateTime = now.toISOString();
    date.textContent = `${dateFormat.format(now)}, UTC`;
  };
  setInterval(tick, 1000);

  const forward = (label, name, advanceSeconds) =>
    button(label, () => change({ advanceSeconds }), { 'aria-label': `Move the clock ${name} forward` });
  return {
    element: el(
      'section',
      { class: 'clock', 'aria-label': 'Clock of the sandbox' },
      el('div', { class: 'clock-face' }, time, date),
      el(
        'div',
        { class: 'clock-tools' },
        pace,
        forward('+1 h', 'one hour', 3600),
        forward('+1 day', 'one day', 86_400),
      ),
    ),
    /** Takes the clock as the sandbox reported it. */
    update(clock) {
      [known, knownAt] = [clock, Date.now()];
      setPace({ speed: clock.speed, frozen: clock.frozen });
      tick();
    },
  };
}

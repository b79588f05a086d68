// Numbers and times as people read them, in the browser's language.
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

export const dateOf = (unix) => day.format(new Date(unix * 1000));

export const timeOf = (unix) =>
  Math.abs(unix * 1000 - Date.now()) < 20 * 3600e3 ? `at ${clock.format(new Date(unix * 1000))}` : `on ${dateOf(unix)}`;

// 75 -> "1:15", 3675 -> "1:01:15"
export function length(seconds) {
  const whole = Math.round(Number(seconds));
  const two = (n) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

export const duration = (seconds) =>
  seconds < 120 ? `${number.format(seconds)} s` : seconds < 7200 ? `${number.format(seconds / 60)} min` : `${number.format(seconds / 3600)} h`;

export const percent = (part) => `${number.format(100 * part)} %`;

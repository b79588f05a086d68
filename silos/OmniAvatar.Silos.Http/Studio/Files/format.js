// Numbers and times as people read them, in the browser's language.
import { text } from "./messages.js";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

export const dateOf = (unix) => day.format(new Date(unix * 1000));

export const timeOf = (unix) =>
  Math.abs(unix * 1000 - Date.now()) < 20 * 3600e3
    ? text.times.at(clock.format(new Date(unix * 1000)))
    : text.times.on(dateOf(unix));

// 75 -> "1:15", 3675 -> "1:01:15"
export function length(seconds) {
  const whole = Math.round(Number(seconds));
  const two = (n) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

export function duration(seconds) {
  if (seconds < 120) return text.times.seconds(number.format(seconds));
  return seconds < 7200 ? text.times.minutes(number.format(seconds / 60)) : text.times.hours(number.format(seconds / 3600));
}

export const percent = (part) => `${number.format(100 * part)} %`;

export const rough = (value) => number.format(value);

// 1500000 -> "1.5 MB"
export function bytes(count) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const step = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(count) / 3));
  return `${number.format(count / 1000 ** step)} ${units[step]}`;
}

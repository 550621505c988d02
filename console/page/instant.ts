const TIME = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });

/** An ISO instant in the reader's time zone: the time of day where it was today, else the date. */
export function formatInstant(iso: string): string {
  const instant = new Date(iso);
  if (Number.isNaN(instant.getTime())) return '';
  const isToday = DATE.format(instant) === DATE.format(new Date());
  return isToday ? TIME.format(instant) : DATE.format(instant);
}

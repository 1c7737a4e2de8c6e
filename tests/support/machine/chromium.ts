/** Debian's Chromium, the browser of the dashboard's tests. */
export const CHROMIUM = '/usr/bin/chromium';

/** Debian's Chromium: the browser that the dashboard is tried in. */
export const CHROMIUM = '/usr/bin/chromium';

import { existsSync } from 'node:fs';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = PLACES.find((path) => existsSync(path));

/** Whether the page can be tried in a real browser here. CI must have one (`apt-get install chromium`). */
export const hasBrowser = executablePath !== undefined;
if (!hasBrowser) {
  const missing = `no browser is installed, expected one of ${PLACES.join(', ')}`;
  if (process.env.CI === 'true') throw new Error(missing);
  console.warn(`the journeys of the page are skipped: ${missing}`);
}

/** Starts it, with everything off that would call home. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/** What a page did that nobody sees. */
export interface PageRecord {
  /** Errors on its console, uncaught exceptions and violations of its content security policy. */
  readonly errors: string[];
  /** Addresses outside of its origin that it asked for. */
  readonly foreign: string[];
  /** Requests that had the token anywhere but in their `authorization`. */
  readonly leaks: string[];
}

/** The link `npm start` prints. */
export function linkTo({
  url,
  adminToken,
  publicWriteKey,
}: {
  url: string;
  adminToken: string;
  publicWriteKey: string;
}): string {
  return `${url}/#${new URLSearchParams({ token: adminToken, writeKey: publicWriteKey })}`;
}

/** A visitor with a browser profile of their own follows a link. */
export async function visitPage(
  browser: Browser,
  link: string,
): Promise<{ page: Page; record: PageRecord }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const record = recordPage(page, new URL(link));
  await page.goto(link);
  return { page, record };
}

/** Waits until something holds a text. */
export async function shows(locator: Locator, text: string | RegExp): Promise<void> {
  await locator.filter({ hasText: text }).first().waitFor();
}

/** Records what `page` does from now on. A profile that is not there yet is no error. */
function recordPage(page: Page, link: URL): PageRecord {
  const token = new URLSearchParams(link.hash.slice(1)).get('token');
  const record: PageRecord = { errors: [], foreign: [], leaks: [] };
  page.on('pageerror', (error) => record.errors.push(error.message));
  page.on('console', (message) => {
    const isUnknown =
      message.text().includes('404') && /\/v1\/profiles\//.test(message.location().url);
    // What a test cuts off on purpose.
    const isCutOff = message.text().includes('net::ERR_FAILED');
    if (message.type() === 'error' && !isUnknown && !isCutOff) record.errors.push(message.text());
  });
  page.on('request', (request) => {
    const { authorization: _, ...headers } = request.headers();
    const sent = [request.url(), request.postData(), JSON.stringify(headers)].join(' ');
    if (new URL(request.url()).origin !== link.origin) record.foreign.push(request.url());
    if (token && sent.includes(token)) record.leaks.push(request.url());
  });
  return record;
}

import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  hasBrowser,
  linkTo,
  openBrowser,
  type PageRecord,
  shows,
  visitPage,
} from './console-browser.ts';
import { eventually, type RunningCloud, startRunningCloud } from './running-cloud.ts';

const HOSTILE = '<img src=x onerror="window.pwned=1"><b>Ada</b>';

let running: RunningCloud;
let browser: Browser;
let page: Page;
let record: PageRecord;

beforeAll(async () => {
  if (!hasBrowser) return;
  running = await startRunningCloud();
  browser = await openBrowser();
  ({ page, record } = await visitPage(browser, linkTo(running.credentials)));
});
afterAll(async () => {
  await browser?.close();
  await running?.stop();
});

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const profile = () => page.locator('#profile');
const identifiers = () => page.locator('#identifiers li').allInnerTexts();
const firstText = (list: string) => page.locator(`${list} li`).first().innerText();
const messages = async () =>
  (await page.locator('#tail summary .name').allInnerTexts()).filter((name) => name !== '');

async function logIn(email: string, name = ''): Promise<void> {
  await button('Log in').first().click();
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.locator('#login-form').getByRole('button', { name: 'Log in' }).click();
}

async function known(reference: string) {
  const path = `/v1/profiles/${reference}`;
  const { json } = await running.request({ path, token: running.credentials.adminToken });
  return json;
}

async function anonymousId(): Promise<string> {
  const value = page.locator('#identifiers li.is-here .value');
  await value.waitFor();
  return value.innerText();
}

/** Cuts off or refuses requests for a while; what the browser itself says of that is no error of the page. */
async function inTrouble(
  requests: string,
  trouble: 'abort' | 401,
  look: () => Promise<void>,
): Promise<void> {
  const errors = record.errors.length;
  await page.route(requests, (route) =>
    trouble === 'abort' ? route.abort() : route.fulfill({ status: trouble, json: {} }),
  );
  await look();
  await page.unroute(requests);
  record.errors.length = errors;
}

describe.skipIf(!hasBrowser)('the page, in Chromium', () => {
  it('takes its credentials out of the address bar and shows a stranger', async () => {
    await shows(page.locator('#connection'), 'Live');
    await shows(profile(), 'A stranger');
    expect(page.url()).toBe(`${running.credentials.url}/`);
    expect(await known(`anonymousId:${await anonymousId()}`)).toMatchObject({
      profileId: await page.locator('#profile-id').innerText(),
      identifiers: [{ type: 'anonymousId' }],
    });
  });

  it('shows what the visitor does, and the call that says so', async () => {
    await button(/^Guji Uraga/).click();
    await button('Add to cart').click();
    const all = await eventually(async () => {
      const names = await messages();
      return names.length === 3 ? names : undefined;
    });
    // The SDK sends each on its own, so they may overtake each other.
    expect(all.toSorted()).toEqual(['Home', 'Product Added', 'Product Viewed']);
    expect(await page.locator('#tail li.is-own').count()).toBe(3);
    const call = await page.locator('#last-call').innerText();
    expect(call).toContain("analytics.track('Product Added', {\n  product_id: 'guji',");
    expect(await page.locator('#steps .is-done').allInnerTexts()).toHaveLength(2);
  });

  it('creates the computed traits a shop asks for', async () => {
    for (const key of ['order_count', 'revenue']) {
      await button(`+ ${key}`).click();
      await shows(page.locator('#computed li'), key);
    }
    const { json } = await running.request({
      path: '/v1/admin/computed-traits',
      token: running.credentials.adminToken,
    });
    expect(json.computedTraits).toMatchObject([{ key: 'order_count' }, { key: 'revenue' }]);
    // On a laptop resolve looks for new ones once a second; what came before is not counted.
    await pause(1_100);
  });

  it('joins userId and email to the stranger who logs in, and takes markup for text', async () => {
    const stranger = await page.locator('#profile-id').innerText();
    await logIn('Ada@Example.com', HOSTILE);
    await shows(page.locator('#identifiers'), 'ada@example.com');
    expect(await identifiers()).toEqual([
      expect.stringMatching(/^userId\s+meridian-/),
      expect.stringMatching(/^email\s+ada@example\.com\s+unverified/),
      expect.stringContaining('this browser'),
    ]);
    const fresh = await page.locator('#identifiers .is-fresh .type').allInnerTexts();
    expect(fresh).toEqual(expect.arrayContaining(['userId', 'email']));
    expect(await page.locator('#profile-id').innerText()).toBe(stranger);
    expect(await page.locator('#person').innerText()).toBe(HOSTILE);
    expect(await page.locator('#greeting').innerText()).toBe(HOSTILE);
    expect(await page.locator('img, #person b').count()).toBe(0);
    expect(await page.evaluate('window.pwned')).toBeUndefined();
    expect(await known('email:ada@example.com')).toMatchObject({
      profileId: stranger,
      traits: { email: 'ada@example.com', name: HOSTILE },
    });
  });

  it('counts an order into the computed traits', async () => {
    await button(/^Cart/).click();
    await button('Place order').click();
    await shows(page.locator('#computed'), '18.5');
    expect(await page.locator('#computed .figure').allInnerTexts()).toEqual(['1', '18.5']);
    await shows(page.locator('#stages [data-reached]'), 'Customer');
    expect(await firstText('#recent')).toContain('Order Completed');
    const { traits } = await known(`anonymousId:${await anonymousId()}`);
    expect(traits).toMatchObject({ order_count: 1, revenue: 18.5 });
  });

  it('shows two profiles becoming one when a stranger turns out to be known', async () => {
    const ada = await page.locator('#profile-id').innerText();
    await button('Log out').click();
    await shows(profile(), 'Nobody yet');
    await button('Add Huila Pink to the cart').click();
    await shows(profile(), 'A stranger');
    const stranger = await page.locator('#profile-id').innerText();
    expect(stranger).not.toBe(ada);
    await button('Log in').first().click();
    await button(/^ada@example\.com/).click();
    await shows(page.locator('#merge'), 'Two profiles became one');
    const note = await page.locator('#merge').innerText();
    expect([note.includes(stranger), note.includes(ada)]).toEqual([true, true]);
    expect(await page.locator('#identifiers li').count()).toBe(4);
    expect(await known(`profileId:${stranger}`)).toMatchObject({ profileId: ada });
  });

  it('keeps personal data masked until the reader asks for it', async () => {
    expect(await page.locator('#tail').innerHTML()).not.toMatch(/ada@example/i);
    await page.getByLabel('Show personal data').check();
    await page.locator('#tail li[data-type="identify"] summary').first().click();
    await shows(page.locator('#tail dd'), 'ada@example.com');
    await page.getByLabel('Show personal data').uncheck();
    await eventually(async () => (await messages()).length > 3 || undefined);
    expect(await page.locator('#tail').innerHTML()).not.toMatch(/ada@example/i);
  });

  it('takes the names of events for text, and shows what was refused', async () => {
    const { secretWriteKey: writeKey } = running.credentials;
    const track = (body: object) =>
      running.request({ method: 'POST', path: '/v1/track', writeKey, body });
    await track({ userId: 'bob', event: HOSTILE, properties: { [HOSTILE]: HOSTILE } });
    await track({ userId: 'bob' });
    await shows(page.locator('#tail .name'), HOSTILE);
    await shows(page.locator('#tail li[data-type="quarantined"]'), 'missing_event');
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.evaluate('window.pwned')).toBeUndefined();
  });

  it('stays connected over a reload and says so when the API is lost and found', async () => {
    await page.reload();
    await shows(page.locator('#connection'), 'Live');
    await shows(page.locator('#person'), HOSTILE);
    expect(await page.locator('#profile .is-fresh').count()).toBe(0);
    await inTrouble('**/v1/**', 'abort', async () => {
      await shows(page.locator('#connection'), 'Reconnecting');
      await shows(page.locator('#profile-note'), 'cannot be reached');
      expect(await page.locator('#person').innerText()).toBe(HOSTILE);
    });
    await shows(page.locator('#connection'), 'Live');
    await page.locator('#profile-note:empty').waitFor({ state: 'attached' });
  });

  it('says when the API refuses what the shop sends, until the next call', async () => {
    await inTrouble('**/v1/t', 401, async () => {
      await button('Add Night Shift to the cart').click();
      await shows(page.locator('#call-problem'), 'Not delivered');
    });
    await button('Add Night Shift to the cart').click();
    expect(await page.locator('#call-problem').innerText()).toBe('');
  });

  it('makes no error, asks nobody else and shows the token to nobody', () => {
    expect(record).toEqual({ errors: [], foreign: [], leaks: [] });
  });

  it('fits a phone and names every control', async () => {
    await page.setViewportSize({ width: 420, height: 900 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(420);
    const nameless = page.locator('button:visible, input:visible').filter({ hasNotText: /./ });
    for (const control of await nameless.all()) {
      expect(await control.evaluate((node: HTMLInputElement) => node.labels?.length)).toBe(1);
    }
  });
});

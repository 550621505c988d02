import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, linkTo, openBrowser, shows, visitPage } from './console-browser.ts';
import { type RunningCloud, startRunningCloud } from './running-cloud.ts';

let running: RunningCloud;
let browser: Browser;

beforeAll(async () => {
  if (!hasBrowser) return;
  running = await startRunningCloud();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await running?.stop();
});

describe.skipIf(!hasBrowser)('credentials of the page, in Chromium', () => {
  const problem = (of: Page) => of.locator('#connect-problem');

  it('are asked for where there are none, and work once they are right', async () => {
    const { url, adminToken, publicWriteKey, secretWriteKey } = running.credentials;
    const { page: form } = await visitPage(browser, url);
    const attempt = async (token: string, writeKey: string) => {
      await form.getByLabel('Admin token').fill(token);
      await form.getByLabel('Public write key').fill(writeKey);
      await form.getByRole('button', { name: 'Connect' }).click();
    };
    await attempt('', '');
    await shows(problem(form), 'Both');
    await attempt(publicWriteKey, publicWriteKey);
    await shows(problem(form), 'a write key, which can read nothing');
    await attempt(adminToken, secretWriteKey);
    await shows(problem(form), 'stays on servers');
    await attempt(adminToken, 'wk_pub_nobody');
    await shows(problem(form), 'does not know this write key');
    await attempt('tat_1_wrong', publicWriteKey);
    await shows(problem(form), 'does not know this admin token');
    await attempt(adminToken, publicWriteKey);
    await shows(form.locator('#connection'), 'Live');
    await form.getByRole('button', { name: 'Forget keys' }).click();
    await form.getByLabel('Admin token').waitFor();
    expect(await form.evaluate('sessionStorage.length')).toBe(0);
    expect(form.url()).toBe(`${url}/`);
    await form.context().close();
  });

  it('are asked for again, with the reason, when the token of a link is wrong or revoked', async () => {
    const { page: form } = await visitPage(
      browser,
      linkTo({ ...running.credentials, adminToken: 'tat_1_wrong' }),
    );
    await shows(problem(form), 'does not know this admin token');
    await form.context().close();

    const { page: revoked } = await visitPage(browser, linkTo(running.credentials));
    await shows(revoked.locator('#connection'), 'Live');
    const json = JSON.stringify({ code: 'unauthorized' });
    await revoked.route('**/v1/admin/**', (route) =>
      route.fulfill({ status: 401, contentType: 'application/problem+json', body: json }),
    );
    await shows(problem(revoked), 'any more');
    expect(await revoked.locator('#desk').isVisible()).toBe(false);
    await revoked.context().close();
  });

  it('of fewer scopes show what they may, and say what is missing', async () => {
    const narrow = await (await browser.newContext()).newPage();
    const forbidden = { status: 403, json: { code: 'forbidden' } };
    await narrow.route('**/v1/profiles/**', (route) => route.fulfill(forbidden));
    await narrow.route('**/v1/admin/computed-traits**', (route) => route.fulfill(forbidden));
    await narrow.goto(linkTo(running.credentials));
    await shows(narrow.locator('#profile-note'), 'profiles:read');
    await shows(narrow.locator('#connection'), 'Partly live');
    await shows(narrow.locator('#tail'), 'Home');
    expect(await narrow.locator('#computed-offer button').count()).toBe(0);
    await narrow.context().close();
  });

  it('let nobody read with a write key', async () => {
    const { publicWriteKey, secretWriteKey } = running.credentials;
    const paths = ['/v1/profiles/email:ada@example.com', '/v1/admin/tail?redact=false'];
    for (const key of [publicWriteKey, secretWriteKey]) {
      for (const path of paths) {
        const replies = [{ writeKey: key }, { token: key }].map((as) =>
          running.request({ path, ...as }),
        );
        for (const { status, text } of await Promise.all(replies)) {
          expect(status).toBe(401);
          expect(text).not.toContain('@');
        }
      }
    }
  });
});

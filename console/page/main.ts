import { createApi } from './api.ts';
import { problemWith } from './connect/check-credentials.ts';
import { askForCredentials } from './connect/connect-form.ts';
import {
  type Credentials,
  forgetCredentials,
  keepCredentials,
  takeCredentials,
} from './connect/credentials.ts';
import { showConnection } from './connection-status.ts';
import { element } from './elements.ts';
import { outcomeOf } from './outcome.ts';
import { watchProfile } from './profile/watch-profile.ts';
import { findKnownCustomers } from './shop/known-customers.ts';
import { showCall, showRefusal } from './shop/last-call.ts';
import { openShop } from './shop/shop.ts';
import { loadTracker } from './shop/tracker.ts';
import { watchTail } from './tail/watch-tail.ts';

window.addEventListener('hashchange', () => location.reload());
element('forget', HTMLButtonElement).onclick = () => {
  forgetCredentials();
  location.reload();
};
await open(await connect());

/** The shop on the left, what the workspace makes of it on the right. */
async function open({ token, writeKey }: Credentials): Promise<void> {
  const api = createApi(token);
  element('desk', HTMLElement).hidden = false;
  element('forget', HTMLElement).hidden = false;
  const tracker = await loadTracker(writeKey, {
    onCall: showCall,
    onRefused: showRefusal,
    onDelivered() {
      profile.soon();
      tail.soon();
    },
  });
  const end = async (problem: string) => {
    profile.stop();
    tail.stop();
    await reconnect(problem);
  };
  const tail = watchTail({
    api,
    isOwn: tracker.hasSent,
    outcome: outcomeOf('tail', { needs: 'tail:read or profiles:read', end }),
  });
  const profile = watchProfile({
    api,
    visitor: tracker.visitor,
    outcome: outcomeOf('profile', { needs: 'profiles:read', end }),
  });
  openShop(tracker, () => findKnownCustomers(api));
}

async function connect(): Promise<Credentials> {
  const found = takeCredentials();
  const { token = '', writeKey = '' } = found;
  const isFirstVisit = token === '' && writeKey === '';
  const problem = isFirstVisit ? undefined : await problemWith({ token, writeKey });
  if (!isFirstVisit && problem === undefined) {
    keepCredentials({ token, writeKey });
    return { token, writeKey };
  }
  showConnection('ended');
  const entered = await askForCredentials(found, problem);
  keepCredentials(entered);
  return entered;
}

/** A token can be revoked at any time; the page then starts again with another. */
async function reconnect(problem: string): Promise<void> {
  forgetCredentials();
  element('desk', HTMLElement).hidden = true;
  showConnection('ended');
  keepCredentials(await askForCredentials({}, problem));
  location.reload();
}

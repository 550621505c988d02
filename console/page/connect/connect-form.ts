import { element } from '../elements.ts';
import { problemWith } from './check-credentials.ts';
import type { Credentials } from './credentials.ts';

/** Asks for credentials, with what is known of them and what is wrong with that, until they work. */
export function askForCredentials(
  known: Partial<Credentials>,
  problem: string | undefined,
): Promise<Credentials> {
  const section = element('connect', HTMLElement);
  const form = element('connect-form', HTMLFormElement);
  const token = element('token', HTMLInputElement);
  const writeKey = element('write-key', HTMLInputElement);
  token.value = known.token ?? '';
  writeKey.value = known.writeKey ?? '';
  section.hidden = false;
  showProblem(problem);
  (token.value === '' || problem ? token : writeKey).focus();
  return new Promise((resolve) => {
    form.onsubmit = async (event) => {
      event.preventDefault();
      const entered = { token: token.value.trim(), writeKey: writeKey.value.trim() };
      form.inert = true;
      const wrong = await problemWith(entered).finally(() => {
        form.inert = false;
      });
      showProblem(wrong);
      if (wrong) return;
      section.hidden = true;
      resolve(entered);
    };
  });
}

function showProblem(text = ''): void {
  element('connect-problem', HTMLElement).textContent = text;
}

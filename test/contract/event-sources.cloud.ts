import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createFaultPlan } from '../../local/gateway/faults.ts';
import { createGateway } from '../../local/gateway/gateway.ts';
import { listen } from '../../local/gateway/listen.ts';
import { createPrincipals, OPERATOR_ACCESS_KEY } from '../../local/iam/principals.ts';
import type { Meter } from '../../local/meter/meter.ts';
import { type UnitName, type Units, unitName } from '../../local/meter/units.ts';
import type { Place } from '../../local/resource-model.ts';
import type { AwsService } from '../../local/service.ts';
import type { LocalClock } from '../../local/service-options.ts';

/** A clock that stands still until a test moves it. */
export class ManualClock implements LocalClock {
  #now = Date.UTC(2026, 0, 15, 12);

  now(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }
}

/** Options for a real SDK client, at its defaults but for where it sends and as whom. */
export interface ClientOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Some services behind the real gateway on a port of their own, with their state in a temporary folder. */
export interface SmallCloud {
  readonly client: ClientOptions;
  /** What the calls so far would have been billed for, then forgets it. */
  takeUsage(): Units;
  /** Closes the port and the database and deletes the folder. */
  close(): Promise<void>;
}

/** Where `startSmallCloud` opens its services. The port in `url` is only known once it listens. */
export interface Workplace {
  readonly database: DatabaseSync;
  readonly directory: string;
  readonly place: Place;
}

/** A temporary folder with an open database, as the laptop cloud has in `.tributary/`. */
export function openWorkplace(directory = mkdtempSync(join(tmpdir(), 'tributary-'))): Workplace {
  const database = new DatabaseSync(join(directory, 'state.db'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  const place = { account: '000000000000', region: 'us-east-1', url: 'http://127.0.0.1:4566' };
  return { database, directory, place };
}

/** Opens a port for the given services. */
export async function startSmallCloud(
  workplace: Workplace,
  services: readonly AwsService[],
): Promise<SmallCloud> {
  let units: Units = {};
  const gateway = createGateway({
    services: new Map(services.map((service) => [service.id, service])),
    principals: createPrincipals(workplace.place.account),
    faults: createFaultPlan(),
    meter: countingMeter((name, amount) => {
      units[name] = (units[name] ?? 0) + amount;
    }),
    unsigned: async () => ({ status: 404 }),
    onDefect: (error) => console.error(error),
  });
  const listener = await listen(0, gateway);
  return {
    client: {
      endpoint: `http://127.0.0.1:${listener.port}`,
      region: workplace.place.region,
      credentials: { accessKeyId: OPERATOR_ACCESS_KEY, secretAccessKey: 'any' },
    },
    takeUsage() {
      const taken = units;
      units = {};
      return taken;
    },
    async close() {
      await listener.close(0);
      workplace.database.close();
      rmSync(workplace.directory, { recursive: true, force: true });
    },
  };
}

function countingMeter(count: (name: UnitName, amount: number) => void): Meter {
  return {
    add(_caller, usage) {
      for (const [name, amount] of Object.entries(usage ?? {})) count(unitName(name), amount);
    },
    total: () => ({}),
    byCaller: () => ({}),
    close: () => {},
  };
}
